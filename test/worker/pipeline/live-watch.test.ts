import { compileRules, formatProblems } from '@portcullis/rules/compiler';
import { canonicalTarget, createDecision, createEngine, type Refusal, type Session } from '@portcullis/rules/engine';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createMeters, type Meters } from '../../../worker/core/metrics/meters.ts';
import type { AdmitQuestion, WatchAnswer } from '../../../worker/state/port.ts';
import { requestOf } from '../../rules/engine/sample-engine.ts';
import { testRules } from '../../support/rules.ts';

interface Watcher {
  readonly onEnd: (refusal: Refusal) => void;
  readonly onUnchecked: (detail: string) => void;
}

/** By its URL, since the types of the Worker's runtime are not those of the tests. */
const { watchSession } = (await import(new URL('../../../worker/pipeline/live-watch.ts', import.meta.url).href)) as {
  watchSession: (exchange: unknown, session: Session, watcher: Watcher) => () => void;
};

const compiled = compileRules({
  file: 'test.yaml',
  text: testRules({
    lifetime: '15m, renew: { idle: 30m, absolute: 1h, grace: 10s }',
    origins: { app: 'http://127.0.0.1:1' },
    routes: [
      'id: closed, path: /closed, access: { roles: any }',
      'id: stale, path: /stale, access: { roles: any }, whenStateUnavailable: { stale: 60s }',
      'id: open, path: /open, access: { roles: any }, whenStateUnavailable: open',
    ],
  }).replaceAll('PORT', '1'),
});
if (!compiled.ok) throw new Error(formatProblems(compiled.problems));
const engine = createEngine(compiled.policy, { development: true });

/** How long a connection goes on while state is away, as SECURITY.md says. */
const GRACE_MS = 5000;
/** From one look to the next where state is away. */
const LOOKS_MS = 600;

const FINE: WatchAnswer = { revokedBy: null, tenantPolicy: null, ageMs: 0, failure: null };
let answer: () => Promise<WatchAnswer>;
let questions: NonNullable<AdmitQuestion['subject']>[];
let meters: Meters;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  answer = async () => FINE;
  questions = [];
  meters = createMeters(Date.now());
});

afterEach(() => {
  vi.useRealTimers();
});

function sessionOf(id = 'session-1', lifetimeSeconds = 600): Session {
  const nowSeconds = Date.now() / 1000;
  return {
    user: 'user-1',
    tenant: 'acme',
    roles: ['owner'],
    id,
    issuedAtSeconds: nowSeconds,
    expiresAtSeconds: nowSeconds + lifetimeSeconds,
    authenticatedAtSeconds: nowSeconds,
    authenticationMethods: ['pwd'],
    actAs: null,
  };
}

/** A connection on the route, with what became of it. */
function connect(routeId: 'closed' | 'stale' | 'open', session = sessionOf(), waitedMs = 0) {
  const target = canonicalTarget(`http://localhost:1/${routeId}`);
  if ('reason' in target) throw new Error(target.reason);
  const request = requestOf({ target, address: null, tlsVersion: null, nowSeconds: Date.now() / 1000 });
  const decision = createDecision(request);
  decision.route = compiled.ok ? (compiled.policy.routes.find(({ id }) => id === routeId) ?? null) : null;
  decision.session = { kind: 'verified', session };
  const state = {
    watch: (subject: NonNullable<AdmitQuestion['subject']>) => {
      questions.push(subject);
      return answer();
    },
  };
  const exchange = { startedMs: Date.now() - waitedMs, decision, config: { engine, state, meters } };
  const ended: Refusal[] = [];
  const unchecked: string[] = [];
  const stop = watchSession(exchange, session, {
    onEnd: (refusal) => ended.push(refusal),
    onUnchecked: (detail) => unchecked.push(detail),
  });
  return { ended, unchecked, stop };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test('what is known of the session is looked at once a second, and what is older than a second never judges', async () => {
  const { ended } = connect('closed');
  await pass(20_000);
  expect(questions.length).toBeGreaterThanOrEqual(20);
  expect(questions.length).toBeLessThanOrEqual(23);
  expect(questions[0]).toMatchObject({ tenant: 'acme', user: 'user-1', session: 'session-1' });
  expect(ended).toEqual([]);
});

test('the older what is known, the sooner it is looked at again', async () => {
  answer = async () => ({ ...FINE, ageMs: 800 });
  connect('closed');
  await pass(300);
  expect(questions).toHaveLength(2);
});

test('every connection of a session ends within a second of its revocation, whenever it began', async () => {
  const session = sessionOf();
  const connections = [];
  for (let index = 0; index < 7; index += 1) {
    connections.push(connect('closed', session));
    await pass(370);
  }
  answer = async () => ({ ...FINE, revokedBy: 'user' });
  await pass(1100);
  expect(connections.map(({ ended }) => ended.map(({ reason }) => reason))).toEqual(Array(7).fill(['session_revoked']));
  await pass(5000);
  expect(connections.every(({ ended }) => ended.length === 1)).toBe(true);
});

test('a connection for which the origin took long is checked at once, and not for an outage', async () => {
  const { ended } = connect('closed', sessionOf(), 20_000);
  await pass(10);
  expect(questions).toHaveLength(1);
  await pass(6000);
  expect(ended).toEqual([]);
});

test('a connection that is gone asks no more', async () => {
  const { stop } = connect('closed');
  await pass(1500);
  stop();
  const before = questions.length;
  await pass(5000);
  expect(questions.length).toBe(before);
});

test('a connection ends on the dot with its session, whether or not state answers', async () => {
  answer = () => new Promise(() => undefined);
  const { ended } = connect('open', sessionOf('session-1', 2.5));
  await pass(2499);
  expect(ended).toEqual([]);
  await pass(60);
  expect(ended).toMatchObject([{ reason: 'session_invalid', detail: 'expired while connected' }]);
});

test('a connection of a session that renews outlives its cookie, and ends with the session', async () => {
  answer = () => new Promise(() => undefined);
  const session = sessionOf('session-1', 1);
  const at = session.issuedAtSeconds;
  const renewal = { generation: 3, renewedAtSeconds: at, endsAtSeconds: at + 2.5 };
  const { ended } = connect('open', { ...session, renewal });
  await pass(2499);
  expect(ended).toEqual([]);
  await pass(60);
  expect(ended).toMatchObject([{ reason: 'session_invalid', detail: 'expired while connected' }]);
});

describe('while state does not answer', () => {
  beforeEach(() => {
    answer = () => Promise.reject(new Error('away'));
  });

  /** A connection of a closed route goes on for the time of grace, and ends for this cause. */
  async function expectEndAfterGrace(cause: string): Promise<void> {
    const { ended, unchecked } = connect('closed');
    await pass(GRACE_MS);
    expect([ended, unchecked]).toEqual([[], [cause]]);
    await pass(LOOKS_MS);
    expect(ended).toMatchObject([{ reason: 'state_unavailable', detail: cause }]);
  }

  test('a route that is closed keeps its connections for the time of grace', () => expectEndAfterGrace('Error: away'));

  test('so it does where what was known before is all that there is', async () => {
    const connectedMs = Date.now();
    answer = async () => ({ ...FINE, ageMs: Date.now() - connectedMs, failure: 'DeadlineError: late' });
    await expectEndAfterGrace('DeadlineError: late');
  });

  test('what a change here has put in doubt does not end a connection before the time of grace', async () => {
    const { ended } = connect('closed');
    answer = async () => ({ ...FINE, ageMs: Number.POSITIVE_INFINITY, failure: 'DeadlineError: late' });
    await pass(GRACE_MS);
    expect(ended).toEqual([]);
    await pass(LOOKS_MS);
    expect(ended).toMatchObject([{ reason: 'state_unavailable' }]);
  });

  test('answers that are always late, but come, never end a connection', async () => {
    answer = async () => ({ ...FINE, ageMs: 1900, failure: 'DeadlineError: late' });
    const { ended, unchecked } = connect('closed');
    await pass(120_000);
    expect(ended).toEqual([]);
    expect(unchecked.length).toBeLessThanOrEqual(200);
  });

  test('what is known to be revoked ends a connection, however old that is', async () => {
    answer = async () => ({ ...FINE, revokedBy: 'session', ageMs: 3000, failure: 'DeadlineError: late' });
    const { ended } = connect('open');
    await pass(1000);
    expect(ended).toMatchObject([{ reason: 'session_revoked' }]);
  });

  test('a clock that steps back does not lengthen the time of grace', async () => {
    const { ended } = connect('closed');
    await pass(1000);
    vi.setSystemTime(Date.now() - 30_000);
    await pass(GRACE_MS - 1000);
    expect(ended).toEqual([]);
    // The step itself may hide the pause between two looks.
    await pass(2 * LOOKS_MS);
    expect(ended).toMatchObject([{ reason: 'state_unavailable' }]);
  });

  test('a machine that slept asks before it ends a connection', async () => {
    const { ended } = connect('closed');
    answer = async () => FINE;
    await pass(2000);
    vi.setSystemTime(Date.now() + 60_000);
    await pass(2000);
    expect(ended).toEqual([]);
  });

  test('an outage that ends in time is forgotten', async () => {
    const { ended, unchecked } = connect('closed');
    await pass(4500);
    answer = async () => FINE;
    await pass(20_000);
    answer = () => Promise.reject(new Error('away again'));
    await pass(GRACE_MS - 500);
    expect([ended, unchecked]).toEqual([[], ['Error: away', 'Error: away again']]);
  });

  test('a route that takes older answers keeps them for as long as it says', async () => {
    const { ended } = connect('stale');
    await pass(60_000);
    expect(ended).toEqual([]);
    await pass(1100);
    expect(ended).toMatchObject([{ reason: 'state_unavailable' }]);
  });

  test('a route that stays open keeps them, and still ends them once state answers', async () => {
    const { ended, unchecked } = connect('open');
    await pass(300_000);
    expect([ended, unchecked]).toEqual([[], ['Error: away']]);
    answer = async () => ({ ...FINE, revokedBy: 'everyone' });
    await pass(1100);
    expect(ended).toMatchObject([{ reason: 'session_revoked' }]);
  });

  const ODD: readonly object[] = [
    ...[{ revokedBy: undefined }, { tenantPolicy: undefined }, { ageMs: undefined }],
    ...[{ ageMs: Number.NaN }, { ageMs: -1 }, { ageMs: null }],
  ];
  test.each(ODD)('an answer of which a part is odd is none: %o', async (part) => {
    answer = async () => ({ ...FINE, ...part });
    const { ended } = connect('closed');
    await pass(GRACE_MS + LOOKS_MS);
    expect(ended).toMatchObject([{ reason: 'state_unavailable' }]);
  });

  test('an answer that never comes is an outage like any other', async () => {
    answer = () => new Promise(() => undefined);
    const { ended, unchecked } = connect('closed');
    await pass(GRACE_MS);
    expect([ended, unchecked]).toEqual([[], ['no answer']]);
    await pass(2 * LOOKS_MS);
    expect(ended).toMatchObject([{ reason: 'state_unavailable', detail: 'no answer' }]);
  });

  test('one that comes after others were asked for still counts', async () => {
    const late = Promise.withResolvers<WatchAnswer>();
    answer = () => late.promise;
    const { ended } = connect('closed');
    await pass(3000);
    late.resolve({ ...FINE, revokedBy: 'everyone', ageMs: 2900 });
    await pass(1);
    expect(ended).toMatchObject([{ reason: 'session_revoked' }]);
  });
});
