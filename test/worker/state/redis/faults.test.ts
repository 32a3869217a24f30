import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createRedisState } from '../../../../worker/state/redis/redis-state.ts';
import type { StateStore } from '../../../../worker/state/store.ts';
import { ofFile, redisStoreOfFile } from '../../../support/of-file.ts';
import { PATIENCE_MS } from '../../../support/patience.ts';
import { EXECUTED, FAULTS } from '../../../support/redis-faults.ts';
import { startInWorkerd } from '../../support/in-workerd.ts';
import { asking, claim, policy, question, revocation } from '../conformance/samples.ts';

const { server, bridge, token } = await redisStoreOfFile();
const redis = ofFile(new Redis(server.url), (client) => client.disconnect());
beforeEach(() => redis.flushall());
afterEach(() => bridge.fail(null));

interface Subject {
  readonly ask: (url: string, token: string, deadlineMs: number, method: string, args: readonly unknown[]) => unknown;
}

interface Runtime {
  readonly stateWith: (deadlineMs: number) => StateStore;
  readonly stop: () => Promise<void>;
}

/** The state as it runs in each runtime. */
const RUNTIMES: Readonly<Record<string, () => Promise<Runtime>>> = {
  Node: async () => ({
    stateWith: (deadlineMs) => createRedisState({ url: bridge.url, token }, deadlineMs),
    stop: async () => undefined,
  }),
  workerd: async () => {
    const workerd = await startInWorkerd<Subject>(new URL('redis-subject.mjs', import.meta.url));
    const stateWith = (deadlineMs: number): StateStore => {
      const asked =
        (method: string | symbol) =>
        (...args: unknown[]) =>
          workerd.call('ask', bridge.url, token, deadlineMs, String(method), args);
      return new Proxy({}, { get: (_, method) => (method === 'then' ? undefined : asked(method)) }) as StateStore;
    };
    return { stateWith, stop: workerd.stop };
  },
};

/** As long as the rules have it that say nothing. */
const DEADLINE_MS = 250;

describe.each(Object.entries(RUNTIMES))('in %s', (_, start) => {
  /** Is given what fails. */
  let hasty: StateStore;
  /** Is given what is answered, however busy the machine is. */
  let state: StateStore;
  let stop: (() => Promise<void>) | undefined;

  beforeAll(async () => {
    const runtime = await start();
    stop = runtime.stop;
    hasty = runtime.stateWith(DEADLINE_MS);
    state = runtime.stateWith(PATIENCE_MS);
  });
  afterAll(() => stop?.());

  const limit = claim('k', 10, 60);
  const whole = (of: StateStore) => of.admit({ ...asking('acme', 'u', 's'), limits: [limit] });

  describe.each(FAULTS)('%s', (fault) => {
    test('admit throws, tries once, and counts once at most', async () => {
      await state.revoke(revocation({ kind: 'user', tenant: 'acme', id: 'u' }));
      // The script is known, so that one request is all that it takes.
      await whole(state);
      const before = bridge.requests.length;
      bridge.fail(fault);
      await expect(whole(hasty)).rejects.toThrow(/Redis|no answer within/);
      expect(bridge.requests.length - before).toBe(1);
      bridge.fail(null);
      const { limits, revokedBy } = await whole(state);
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
      release: () => hasty.release([limit], Date.now()),
      revoke: () => hasty.revoke(revocation({ kind: 'everyone' })),
      revocations: () => hasty.revocations('acme'),
      tenantPolicy: () => hasty.tenantPolicy('acme'),
      setTenantPolicy: () => hasty.setTenantPolicy('acme', policy()),
      feed: () => hasty.feed(1, position),
      feeds: () => hasty.feeds([1, 2].map((shard) => ({ shard, since: position }))),
      snapshot: () => hasty.snapshot(1, null),
      tenantPolicies: () => hasty.tenantPolicies(null),
      exportState: () => hasty.exportState(null),
      readKept: () => hasty.readKept('acme', ['session/u/s']),
      writeKept: () => hasty.writeKept('acme', [{ key: 'session/u/s', value: 'x', expires: null }]),
      listKept: () => hasty.listKept('acme', 'session/', null),
      countReports: () => hasty.countReports(1, [{ route: 'app', kinds: [], overflow: 1 }]),
      reports: () => hasty.reports(1, ['app']),
      importState: () => hasty.importState([{ kind: 'policy', tenant: 'acme', policy: policy() }]),
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
