import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSteadyClock, wait } from '../../../../worker/core/time/index.ts';
import { createRelay } from '../../../../worker/state/relay/index.ts';
import { createReplicatedState } from '../../../../worker/state/replica/replicated-state.ts';
import { shardOf } from '../../../../worker/state/shard.ts';
import { policy, revocation } from '../conformance/samples.ts';
import { sealerWith } from '../relay/location.ts';
import { createStoreDouble, hear, replicated } from './store-double.ts';

/** Isolates of one location, each with a clock that can be set, before one store. Timers run by the true time. */

/** What is revoked is refused everywhere so soon. */
const PROMISE_MS = 1000;
/** So finely does time go by. */
const TICK_MS = 25;

const subject = (tenant: string, user: string) => ({ tenant, user, session: `${user}-s`, issuedAtSeconds: 1 });
const inTime = (): void => undefined;

function location() {
  const double = createStoreDouble();
  let cached: string | null = null;
  const cache = {
    read: async () => cached,
    write: async (text: string) => {
      cached = text;
    },
  };
  const isolate = () => {
    let aheadMs = 0;
    const now = (): number => double.now() + aheadMs;
    const state = createReplicatedState(double.store, now, {
      wait,
      relay: (askStore) =>
        createRelay({
          askStore,
          cache,
          sealer: sealerWith('key'),
          place: 'freight',
          now,
          clock: createSteadyClock(now),
          wait,
          random: () => 0,
        }),
    });
    return {
      state,
      step: (ms: number) => {
        aheadMs += ms;
      },
      isSuspended: async () =>
        (await hear(state.admit(replicated({ tenant: 'acme' }), inTime))).tenantPolicy?.suspended ?? false,
      ask: async (user = 'u1', tenant = 'acme') =>
        (await hear(state.admit(replicated({ tenant, subject: subject(tenant, user) }), inTime))).revokedBy,
    };
  };
  return {
    double,
    isolate,
    evict: () => {
      cached = null;
    },
    pass: async (ms: number) => {
      for (let passed = 0; passed < ms; passed += TICK_MS) {
        double.pass(TICK_MS);
        await vi.advanceTimersByTimeAsync(TICK_MS);
      }
    },
  };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

test('of many isolates with traffic, one asks the store, for all shards of all of them', async () => {
  const { double, isolate, pass } = location();
  const tenants = ['acme', 'globex', 'initech', 'umbrella'];
  expect(new Set(tenants.map(shardOf)).size).toBe(tenants.length);
  const isolates = Array.from({ length: 20 }, isolate);
  const everyone = async (): Promise<void> => {
    for (const each of isolates) for (const tenant of tenants) await each.ask('u1', tenant);
  };
  await everyone();
  await pass(1000);
  await everyone();
  Object.assign(double.asked, { admit: 0, feeds: 0, snapshot: 0 });
  for (let ms = 0; ms < 10_000; ms += 100) {
    await everyone();
    await pass(100);
  }
  const { admit, feeds, snapshot } = double.asked;
  expect([admit, snapshot]).toEqual([0, 0]);
  // Each 0.65 to 0.75 s, and a little more where two ask at once.
  expect(feeds).toBeGreaterThanOrEqual(10);
  expect(feeds).toBeLessThanOrEqual(20);
});

test('without a relay, an isolate asks once for all shards that it serves', async () => {
  const double = createStoreDouble();
  const state = createReplicatedState(double.store, double.now);
  const tenants = Array.from({ length: 40 }, (_, index) => `tenant-${index}`);
  const ask = async () => {
    for (const tenant of tenants) await state.admit(replicated({ tenant, subject: subject(tenant, 'u1') }), inTime);
  };
  await ask();
  Object.assign(double.asked, { admit: 0, feeds: 0, snapshot: 0 });
  for (let ms = 0; ms < 9000; ms += 50) {
    await ask();
    double.pass(50);
  }
  expect(double.asked).toEqual({ admit: 0, feeds: expect.any(Number), snapshot: 0 });
  expect(double.asked.feeds).toBeLessThanOrEqual(11);
});

test('a shard that rests is not asked about, and is known again at its next request', async () => {
  const double = createStoreDouble();
  const asked: number[] = [];
  const store = {
    ...double.store,
    feeds: (question: Parameters<typeof double.store.feeds>[0]) => {
      asked.push(question.length);
      return double.store.feeds(question);
    },
  };
  const state = createReplicatedState(store, double.now);
  const ask = async (tenant: string) =>
    (await hear(state.admit(replicated({ tenant, subject: subject(tenant, 'u1') }), inTime))).revokedBy;
  await ask('globex');
  for (let ms = 0; ms < 62_000; ms += 450) {
    await ask('acme');
    double.pass(450);
  }
  expect([asked.includes(2), asked.at(-1)]).toEqual([true, 1]);
  await double.store.revoke(revocation({ kind: 'user', tenant: 'globex', id: 'u1' }));
  expect(await ask('globex')).toBe('user');
});

test('what an isolate has changed itself is known there at once, though others have read the state before', async () => {
  const { isolate, pass } = location();
  const [one, other] = [isolate(), isolate()];
  await Promise.all([one.ask(), other.ask()]);
  await pass(950);
  await other.ask();
  await pass(100);
  await one.state.setTenantPolicy('acme', policy({ suspended: true }));
  expect(await one.isSuspended()).toBe(true);
  await pass(PROMISE_MS);
  expect(await other.isSuspended()).toBe(true);
});

test('what others have read ends at its own time, even where the clock stands', async () => {
  const { double, isolate, pass } = location();
  const [one, other] = [isolate(), isolate()];
  await Promise.all([one.ask(), other.ask()]);
  await pass(950);
  await one.ask();
  await pass(600);
  // Taken when it was more than 600 ms old.
  await other.ask();
  await double.store.revoke(revocation({ kind: 'user', tenant: 'acme', id: 'u1' }));
  for (let passed = 0; passed < 300; passed += TICK_MS) {
    other.step(-TICK_MS);
    await pass(TICK_MS);
  }
  expect(await other.ask()).toBe('user');
});

test('a cookie of an isolate that has seen more is not judged by what others have read before', async () => {
  const { double, isolate, pass } = location();
  const [one, other] = [isolate(), isolate()];
  await Promise.all([one.ask(), other.ask()]);
  await pass(950);
  await one.ask();
  await double.store.revoke(revocation({ kind: 'session', tenant: 'acme', id: 'u1-s' }));
  const { epoch, version } = await double.position();
  const question = replicated({ tenant: 'acme', subject: subject('acme', 'u1') }, { seen: { epoch, version } });
  expect((await hear(other.state.admit(question, inTime))).revokedBy).toBe('session');
});

test('after a failover that lost changes, no isolate forgets what it knew, and the others learn it again', async () => {
  const { double, isolate, pass } = location();
  const [one, other] = [isolate(), isolate()];
  await Promise.all([one.ask(), other.ask()]);
  await one.state.revoke(revocation({ kind: 'user', tenant: 'acme', id: 'u1' }));
  expect(await one.ask()).toBe('user');
  await double.fallBack(0);
  await pass(100);
  expect(await one.ask()).toBe('user');
  for (let round = 0; round < 4; round += 1) {
    await pass(500);
    expect(await one.ask()).toBe('user');
    await other.ask();
  }
  expect(await other.ask()).toBe('user');
});

test('what an isolate has revoked, and the store has lost before that isolate asked again, the others learn too', async () => {
  const { double, isolate, pass } = location();
  const [one, other] = [isolate(), isolate()];
  await Promise.all([one.ask(), other.ask()]);
  await pass(100);
  await one.state.revoke(revocation({ kind: 'user', tenant: 'acme', id: 'u1' }));
  await double.fallBack(0);
  for (let round = 0; round < 4; round += 1) {
    expect(await one.ask()).toBe('user');
    await pass(500);
    await other.ask();
  }
  expect(await other.ask()).toBe('user');
  // It was written once.
  expect(double.written()).toBe(1);
});

test('what is revoked is refused at every isolate within a second, in every order of events, clocks, caches and outages', async () => {
  const user = fc.integer({ min: 0, max: 1 }).map((index) => `u${index}`);
  const where = fc.integer({ min: 0, max: 1 });
  const event = fc.oneof(
    { weight: 12, arbitrary: fc.record({ kind: fc.constant('ask' as const), where, user }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('revoke' as const), where, user }) },
    { weight: 8, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 38 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('evict' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('outage' as const), ms: fc.integer({ min: 1, max: 30 }) }) },
  );
  const step = fc.record({ where, atEvent: fc.nat(40), ms: fc.integer({ min: -3000, max: 3000 }) });
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 20, maxLength: 100 }), step, async (events, { atEvent, ...set }) => {
      const { double, isolate, pass, evict } = location();
      const isolates = [isolate(), isolate()] as const;
      const of = (index: number) => isolates[index] ?? isolates[0];
      const revokedAt = new Map<string, number>();
      for (const [index, one] of events.entries()) {
        if (index === atEvent) of(set.where).step(set.ms);
        if (one.kind === 'pass') await pass(one.ms * TICK_MS);
        else if (one.kind === 'evict') evict();
        else if (one.kind === 'outage') {
          double.set('down');
          await pass(one.ms * TICK_MS);
          double.set('up');
        } else if (one.kind === 'revoke') {
          await of(one.where).state.revoke(revocation({ kind: 'user', tenant: 'acme', id: one.user }));
          if (!revokedAt.has(one.user)) revokedAt.set(one.user, double.now());
        } else {
          const answer = await of(one.where)
            .ask(one.user)
            .catch(() => 'refused');
          const sinceMs = double.now() - (revokedAt.get(one.user) ?? Number.POSITIVE_INFINITY);
          if (sinceMs > PROMISE_MS) expect(answer).not.toBeNull();
          if (answer === 'user') refused += 1;
        }
      }
    }),
    { numRuns: 250 },
  );
  expect(refused).toBeGreaterThan(0);
});
