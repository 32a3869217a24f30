import { type RedisRest, startRedisRest } from '@portcullis/cli/dev';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createRedisState } from '../../../../worker/state/redis/redis-state.ts';
import { shardOf } from '../../../../worker/state/shard.ts';
import type { StateStore } from '../../../../worker/state/store.ts';
import { PATIENCE_MS } from '../../../support/patience.ts';
import { type RedisServer, startRedisServer } from '../../../support/redis-server.ts';
import { asking, claim, policy, revocation } from '../conformance/samples.ts';

type Items = readonly unknown[];

let server: RedisServer;
let bridge: RedisRest;
let state: StateStore;
/** What becomes of a script's reply on its way. */
let change: (items: Items) => Items = (items) => items;

beforeAll(async () => {
  server = await startRedisServer();
  bridge = await startRedisRest({
    redisUrl: server.url,
    token: 'token',
    intercept: async (_request, execute) => {
      const answer = await execute();
      const { result } = JSON.parse(answer.body) as { result?: unknown };
      return Array.isArray(result) ? { ...answer, body: JSON.stringify({ result: change(result) }) } : answer;
    },
  });
  state = createRedisState({ url: bridge.url, token: 'token' }, PATIENCE_MS);
});
afterAll(async () => {
  await bridge?.stop();
  await server?.stop();
});

const expires = Date.now() / 1000 + 900;
const whole = () => state.admit({ ...asking('acme', 'u', 's'), limits: [claim('a', 1000, 60), claim('b', 1000, 60)] });

/** Name to the question, and how many items its reply has. */
const QUESTIONS: Readonly<Record<string, () => Promise<unknown>>> = {
  admit: whole,
  release: () => state.release([claim('a', 1000, 60)], Date.now()),
  revoke: () => state.revoke(revocation({ kind: 'user', tenant: 'acme', id: 'u' }, { expires })),
  setTenantPolicy: () => state.setTenantPolicy('acme', policy()),
  tenantPolicy: () => state.tenantPolicy('acme'),
  feed: () => state.feed(shardOf('acme'), null),
  snapshot: () => state.snapshot(shardOf('acme'), null),
  revocations: () => state.revocations('acme'),
  readKept: () => state.readKept('acme', ['user/u']),
  writeKept: () => state.writeKept('acme', [{ key: 'user/u', value: 'x', expires: 1e10 }]),
  listKept: () => state.listKept('acme', 'user/', null),
};

describe.each(Object.entries(QUESTIONS))('%s', (_, ask) => {
  beforeEach(async () => {
    change = (items) => items;
    await state.setTenantPolicy('acme', policy());
    await state.writeKept('acme', [{ key: 'user/u', value: 'x', expires: 1e10 }]);
    await state.revoke(revocation({ kind: 'user', tenant: 'acme', id: 'u' }, { expires }));
  });

  const lengthOf = async (): Promise<number> => {
    let length = 0;
    change = (items) => {
      length = items.length;
      return items;
    };
    await ask();
    return length;
  };

  test('any item that is of another kind is no answer', async () => {
    const length = await lengthOf();
    for (let at = 0; at < length; at += 1) {
      for (const odd of [null, true, {}, [], -1, 2.5]) {
        change = (items) => items.with(at, odd);
        await expect(ask(), `${JSON.stringify(odd)} at ${at}`).rejects.toThrow(/Redis/);
      }
    }
  });

  test('nor is a reply with more at its end than belongs there', async () => {
    change = (items) => [...items, 'r 1 2'];
    await expect(ask()).rejects.toThrow(/Redis/);
    change = (items) => [...items, 7];
    await expect(ask()).rejects.toThrow(/Redis/);
  });
});

describe('an answer to admit', () => {
  const REVOKED = 5;
  const POLICY = 6;
  const STANDING = 7;
  const ADMITTED = 8;

  test.each([
    ['revoked by what there is not', REVOKED, 5],
    ['a cookie that stands as none does', STANDING, 5],
    ['admitted by more than yes', ADMITTED, 2],
    ['admitted by a word', ADMITTED, 'true'],
    ['the policy of another tenant', POLICY, JSON.stringify({ tenant: 'globex', policy: policy() })],
    ['a policy that lacks a part', POLICY, JSON.stringify({ tenant: 'acme', policy: { suspended: true } })],
    ['a policy of another kind', POLICY, JSON.stringify({ tenant: 'acme', policy: { ...policy(), suspended: 'no' } })],
    ['a policy that cannot be read', POLICY, '{'],
  ])('with %s is none', async (_, at, odd) => {
    change = (items) => items;
    await whole();
    change = (items) => items.with(at, odd);
    await expect(whole()).rejects.toThrow(/Redis/);
  });

  test('without one of its items is none', async () => {
    for (let at = 0; at < 16; at += 1) {
      change = (items) => items.toSpliced(at, 1);
      await expect(whole(), `without item ${at}`).rejects.toThrow(/Redis/);
    }
  });
});
