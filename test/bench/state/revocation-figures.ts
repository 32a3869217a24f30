import { randomUUID } from 'node:crypto';
import { markdownTable } from '../figures.ts';
import { type GoalFigure, shown } from '../goal-figure.ts';
import { createRandom } from '../rules/random.ts';
import type { Asker } from './asker.ts';
import { type Spread, spreadOf } from './quantiles.ts';
import { pause, sendAt } from './schedule.ts';
import type { Setting } from './setting.ts';

const PER_SECOND = 30;
const POLL_MS = 50;
/** Sessions are in use everywhere for so long before they are revoked. */
const IN_USE_MS = 200;
/** Once more after the first refusal: nobody may come in again. */
const AFTERWARDS_MS = 150;
const GIVE_UP_MS = 10_000;
/** Few, so that each has traffic everywhere all the while, and a gateway need not ask because nobody asked it. */
const TENANTS = 8;

/** Over all trials, milliseconds since the acknowledgement. */
export interface Revocations {
  readonly trials: number;
  /** The last answer that let the session through, over all four gateways; 0 where there was none. */
  readonly lastPassMs: Spread;
  /** The first refusal of the gateway that refused last. */
  readonly refusedByAllMs: Spread;
  /** Requests to a strict route, sent after the acknowledgement, and how many of them passed. */
  readonly strict: { readonly sent: number; readonly passed: number };
  /** Sessions that passed again after they were refused. */
  readonly again: number;
  /** Answers 503 to sessions in use: the store did not answer in time, and nobody passed. */
  readonly unavailable: number;
}

interface Trial {
  readonly lastPassMs: number;
  readonly refusedByAllMs: number;
  readonly strictPassed: number;
  readonly again: boolean;
  readonly unavailable: number;
}

export async function tryRevocations(setting: Setting, trials: number): Promise<Revocations> {
  const random = createRandom(5);
  const startMs = Date.now() + 100;
  const times = Array.from(
    { length: trials },
    (_, index) => startMs + ((index + random(1000) / 1000) * 1000) / PER_SECOND,
  );
  const tried = await sendAt(
    times.toSorted((one, other) => one - other),
    (index) => tryRevocation(setting, index),
  );
  // What was not acknowledged has no moment to count from.
  const results = tried.filter((trial) => trial !== null);
  return {
    trials: results.length,
    lastPassMs: spreadOf(results.map(({ lastPassMs }) => lastPassMs)),
    refusedByAllMs: spreadOf(results.map(({ refusedByAllMs }) => refusedByAllMs)),
    strict: {
      sent: results.length * setting.gateways.length,
      passed: results.reduce((sum, { strictPassed }) => sum + strictPassed, 0),
    },
    again: results.filter(({ again }) => again).length,
    unavailable: results.reduce((sum, { unavailable }) => sum + unavailable, 0),
  };
}

/** Uses a session at all gateways, revokes it at one, and uses it on until all refuse it. `null`: it was not revoked. */
async function tryRevocation({ gateways, cookie, mint }: Setting, index: number): Promise<Trial | null> {
  const tenant = `tenant-${index % TENANTS}`;
  const session = randomUUID();
  const headers = await cookie({ tid: tenant, sub: `user-${index}`, sid: session });
  const revoked = { since: Number.POSITIVE_INFINITY, failed: false };
  await Promise.all(gateways.map((gateway) => gateway.ask('/mine', headers)));
  const used = Promise.all(gateways.map((gateway) => useUntilRefused(gateway, headers, revoked)));
  // It is awaited below; until then a failure must not end the process with its workers running.
  used.catch(() => undefined);
  await pause(IN_USE_MS);
  const answer = await gateways[index % gateways.length]?.ask(
    '/.portcullis/v1/revocations',
    {
      authorization: await mint.admin(),
      'content-type': 'application/json',
      // An address of its own, so that the limit on operators' calls does not count them together.
      'x-forwarded-for': `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`,
    },
    JSON.stringify({ tenant, session, reason: 'bench' }),
  );
  if (answer?.status !== 201) {
    if (answer?.status !== 503) throw new Error(`a revocation was answered ${answer?.status}: ${answer?.text}`);
    revoked.failed = true;
    await used;
    return null;
  }
  revoked.since = answer.answeredMs;
  const strict = await Promise.all(gateways.map((gateway) => gateway.ask('/strict', headers)));
  const uses = await used;
  return {
    lastPassMs: Math.max(0, ...uses.map(({ lastPassMs }) => lastPassMs - revoked.since)),
    refusedByAllMs: Math.max(0, ...uses.map(({ refusedMs }) => refusedMs - revoked.since)),
    strictPassed: strict.filter(({ status }) => status === 200).length,
    again: uses.some(({ again }) => again),
    unavailable: uses.reduce((sum, { unavailable }) => sum + unavailable, 0),
  };
}

interface Use {
  readonly lastPassMs: number;
  readonly refusedMs: number;
  readonly again: boolean;
  readonly unavailable: number;
}

async function useUntilRefused(
  gateway: Asker,
  headers: Readonly<Record<string, string>>,
  revoked: { readonly since: number; readonly failed: boolean },
): Promise<Use> {
  let lastPassMs = Number.NEGATIVE_INFINITY;
  let unavailable = 0;
  for (;;) {
    const { status, answeredMs } = await gateway.ask('/mine', headers);
    if (status === 200) lastPassMs = answeredMs;
    else if (status === 503) unavailable += 1;
    else if (status !== 401) throw new Error(`a session in use was answered ${status}`);
    else {
      await pause(AFTERWARDS_MS);
      const later = await gateway.ask('/mine', headers);
      const again = later.status === 200;
      return { lastPassMs: again ? later.answeredMs : lastPassMs, refusedMs: answeredMs, again, unavailable };
    }
    if (revoked.failed) return { lastPassMs, refusedMs: answeredMs, again: false, unavailable };
    if (answeredMs > revoked.since + GIVE_UP_MS) throw new Error('a revoked session still passes after ten seconds');
    await pause(POLL_MS);
  }
}

/** @param among said first, where it is not the gateways that most figures are of */
export function revocationFigures({ lastPassMs, strict, again }: Revocations, among = ''): readonly GoalFigure[] {
  return [
    { title: `${among}revoked → last pass anywhere, p99`, value: lastPassMs.p99, unit: 'ms', goal: { atMost: 1000 } },
    {
      title: `${among}strict: passes of ${strict.sent} requests sent after the acknowledgement`,
      value: strict.passed,
      unit: '',
      goal: { atMost: 0 },
    },
    { title: `${among}sessions that passed again after a refusal`, value: again, unit: '', goal: { atMost: 0 } },
  ];
}

export function revocationTableOf(
  { trials, lastPassMs, refusedByAllMs, unavailable }: Revocations,
  among: string,
): string {
  const row = (title: string, { p50, p90, p99, max }: Spread): readonly string[] => [
    title,
    ...[p50, p90, p99, max].map((value) => shown(value, 'ms')),
  ];
  return markdownTable(
    [`${trials} revocations, ${among} (${unavailable} answers 503)`, 'p50', 'p90', 'p99', 'max'],
    [row('last pass anywhere', lastPassMs), row('refused everywhere', refusedByAllMs)],
  );
}
