import { compileRules, formatProblems } from '@portcullis/rules/compiler';
import { canonicalTarget, createDecision, createEngine, type Refusal, type Session } from '@portcullis/rules/engine';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLiveAnswers } from '../../../worker/core/live-answers.ts';
import { createMeters, type Meters } from '../../../worker/core/meters.ts';
import type { AdmitAnswer, AdmitQuestion } from '../../../worker/state/port.ts';
import { testRules } from '../../support/rules.ts';

interface Watcher {
  readonly onEnd: (refusal: Refusal) => void;
  readonly onUnchecked: (detail: string) => void;
}

/** By its URL, since the types of the Worker's runtime are not those of the tests. */
const { OUTAGE_GRACE_MS, watchSession } = (await import(
  new URL('../../../worker/pipeline/live-watch.ts', import.meta.url).href
)) as {
  readonly OUTAGE_GRACE_MS: number;
  readonly watchSession: (exchange: unknown, session: Session, watcher: Watcher) => () => void;
};

const compiled = compileRules({
  file: 'test.yaml',
  text: testRules({
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

const FINE: AdmitAnswer = { limits: [], revokedBy: null, tenantPolicy: null, countedAtMs: 0, stale: false };
let answer: () => Promise<AdmitAnswer>;
let questions: AdmitQuestion[];
let live: ReturnType<typeof createLiveAnswers>;
let meters: Meters;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  answer = async () => FINE;
  questions = [];
  live = createLiveAnswers();
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
    methods: ['pwd'],
    actAs: null,
  };
}

/** A connection on the route, with what became of it. */
function connect(routeId: 'closed' | 'stale' | 'open', session = sessionOf(), waitedMs = 0) {
  const target = canonicalTarget(`http://localhost:1/${routeId}`);
  if ('reason' in target) throw new Error(target.reason);
  const decision = createDecision({
    ...{ method: 'GET', target, address: null, upgradesToWebSocket: false, nowSeconds: Date.now() / 1000 },
    ...{
      fetchSite: null,
      fetchMode: null,
      fetchDest: null,
      origin: null,
      requestedMethod: null,
      requestedHeaders: null,
      naming: [],
    },
    ...{ announcedBodyBytes: 0, headerBytes: 0, tlsVersion: null, country: null, asn: null },
  });
  decision.route = compiled.ok ? (compiled.policy.routes.find(({ id }) => id === routeId) ?? null) : null;
  decision.session = { kind: 'verified', session };
  const state = {
    admit: (question: AdmitQuestion) => {
      questions.push(question);
      return answer();
    },
  };
  const exchange = { startedMs: Date.now() - waitedMs, decision, config: { engine, state, meters }, gateway: { live } };
  const ended: Refusal[] = [];
  const unchecked: string[] = [];
  const stop = watchSession(exchange, session, {
    onEnd: (refusal) => ended.push(refusal),
    onUnchecked: (detail) => unchecked.push(detail),
  });
  return { ended, unchecked, stop };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test('state is asked once a second and session, however many connections it has', async () => {
  const session = sessionOf();
  const connections = Array.from({ length: 20 }, () => connect('closed', session));
  connect('closed', sessionOf('session-2'));
  await pass(10_000);
  expect(questions.filter(({ subject }) => subject?.session === 'session-1').length).toBeLessThanOrEqual(10);
  expect(questions.filter(({ subject }) => subject?.session === 'session-2').length).toBeGreaterThanOrEqual(9);
  expect(questions[0]).toMatchObject({ tenant: 'acme', limits: [], record: null, subject: { user: 'user-1' } });
  expect(connections.flatMap(({ ended }) => ended)).toEqual([]);
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
  await pass(5000);
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

describe('while state does not answer', () => {
  beforeEach(() => {
    answer = () => Promise.reject(new Error('away'));
  });

  test('a route that is closed keeps its connections for the time of grace', async () => {
    const { ended, unchecked } = connect('closed');
    await pass(OUTAGE_GRACE_MS);
    expect([ended, unchecked]).toEqual([[], ['Error: away']]);
    await pass(1100);
    expect(ended).toMatchObject([{ reason: 'state_unavailable' }]);
  });

  test('each connection says once that it was not checked, whichever of them asks', async () => {
    const session = sessionOf();
    const connections = Array.from({ length: 5 }, () => connect('open', session));
    await pass(20_000);
    expect(connections.map(({ unchecked }) => unchecked.length)).toEqual([1, 1, 1, 1, 1]);
  });

  test('an outage that ends in time is forgotten', async () => {
    const { ended, unchecked } = connect('closed');
    await pass(4500);
    answer = async () => FINE;
    await pass(20_000);
    answer = () => Promise.reject(new Error('away again'));
    await pass(OUTAGE_GRACE_MS - 500);
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

  test('an answer without its parts is none', async () => {
    answer = async () => ({ limits: [], countedAtMs: 0 }) as unknown as AdmitAnswer;
    const { ended } = connect('closed');
    await pass(OUTAGE_GRACE_MS + 1100);
    expect(ended).toMatchObject([{ reason: 'state_unavailable' }]);
  });

  test('an answer that never comes is an outage like any other', async () => {
    answer = () => new Promise(() => undefined);
    const { ended } = connect('closed');
    await pass(OUTAGE_GRACE_MS + 1100);
    expect(ended).toMatchObject([{ reason: 'state_unavailable', detail: 'no answer' }]);
  });

  test('an asker that never hears anything does not keep the others from asking', async () => {
    answer = () => new Promise(() => undefined);
    const session = sessionOf();
    connect('closed', session);
    await pass(1400);
    answer = async () => ({ ...FINE, revokedBy: 'session' });
    const second = connect('closed', session);
    await pass(1200);
    expect(second.ended).toMatchObject([{ reason: 'session_revoked' }]);
  });
});
