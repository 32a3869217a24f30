import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createRedisState } from '../../../../worker/state/redis/redis-state.ts';
import type { StateStore } from '../../../../worker/state/store.ts';
import { EXECUTED, FAULTS, type FaultyRedisRest, startFaultyRedisRest } from '../../../support/redis-faults.ts';
import { type RedisServer, startRedisServer } from '../../../support/redis-server.ts';
import { startInWorkerd } from '../../support/in-workerd.ts';
import { asking, claim, policy, question, revocation } from '../conformance/samples.ts';

const TOKEN = randomBytes(12).toString('base64url');

let server: RedisServer;
let bridge: FaultyRedisRest;
let redis: Redis;

beforeAll(async () => {
  server = await startRedisServer();
  bridge = await startFaultyRedisRest(server.url, TOKEN);
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis?.disconnect();
  await bridge?.stop();
  await server?.stop();
});
beforeEach(() => redis.flushall());
afterEach(() => bridge.fail(null));

interface Subject {
  readonly ask: (url: string, token: string, method: string, args: readonly unknown[]) => unknown;
}

/** The state as it runs in each runtime. */
const RUNTIMES: Readonly<
  Record<string, () => Promise<{ readonly state: StateStore; readonly stop: () => Promise<void> }>>
> = {
  Node: async () => ({ state: createRedisState({ url: bridge.url, token: TOKEN }), stop: async () => undefined }),
  workerd: async () => {
    const workerd = await startInWorkerd<Subject>(new URL('redis-subject.mjs', import.meta.url));
    const asked =
      (method: string | symbol) =>
      (...args: unknown[]) =>
        workerd.call('ask', bridge.url, TOKEN, String(method), args);
    const state = new Proxy({}, { get: (_, method) => (method === 'then' ? undefined : asked(method)) }) as StateStore;
    return { state, stop: workerd.stop };
  },
};

describe.each(Object.entries(RUNTIMES))('in %s', (_, start) => {
  let state: StateStore;
  let stop: (() => Promise<void>) | undefined;

  beforeAll(async () => {
    ({ state, stop } = await start());
  });
  afterAll(() => stop?.());

  const limit = claim('k', 10, 60);
  const whole = () => state.admit({ ...asking('acme', 'u', 's'), limits: [limit] });

  describe.each(FAULTS)('%s', (fault) => {
    test('admit throws, tries once, and counts once at most', async () => {
      await state.revoke(revocation({ kind: 'user', tenant: 'acme', id: 'u' }));
      // The script is known, so that one request is all that it takes.
      await whole();
      const before = bridge.requests.length;
      bridge.fail(fault);
      await expect(whole()).rejects.toThrow(/Redis|no answer within/);
      expect(bridge.requests.length - before).toBe(1);
      bridge.fail(null);
      const { limits, revokedBy } = await whole();
      expect(revokedBy).toBe('user');
      expect(limits).toMatchObject([{ remaining: EXECUTED.has(fault) ? 7 : 8 }]);
    });
  });

  // The ones after which there is an answer at once: the others only differ in what does not come.
  const ANSWERED = FAULTS.filter((fault) => !/hang|second/.test(fault));

  test.each(ANSWERED)('%s: nothing else has an answer either', async (fault) => {
    bridge.fail(fault);
    const position = { epoch: 'e', version: 0, mark: '' };
    const asked: Readonly<Record<string, () => Promise<unknown>>> = {
      release: () => state.release([limit], Date.now()),
      revoke: () => state.revoke(revocation({ kind: 'everyone' })),
      revocations: () => state.revocations('acme'),
      tenantPolicy: () => state.tenantPolicy('acme'),
      setTenantPolicy: () => state.setTenantPolicy('acme', policy()),
      feed: () => state.feed(1, position),
      snapshot: () => state.snapshot(1, null),
      tenantPolicies: () => state.tenantPolicies(null),
      exportState: () => state.exportState(null),
      importState: () => state.importState([{ kind: 'policy', tenant: 'acme', policy: policy() }]),
    };
    for (const [name, ask] of Object.entries(asked))
      await expect(ask(), name).rejects.toThrow(/Redis|no answer within/);
  });

  test('an answer that takes its time is an answer', async () => {
    bridge.fail(60);
    expect(await state.admit(question({ limits: [limit] }))).toMatchObject({ limits: [{ remaining: 9 }] });
  });

  test('what went wrong is told without what was asked', async () => {
    const secret = 'ada@example.com';
    await redis.set('portcullis:positions', 'not a hash');
    const failed = await state
      .admit({ ...asking('acme', secret, secret), record: secret })
      .catch((error: unknown) => String(error));
    expect(failed).toMatch(/Redis refused: (?:ERR|WRONGTYPE)/);
    expect(failed).not.toContain(secret);
  });
});
