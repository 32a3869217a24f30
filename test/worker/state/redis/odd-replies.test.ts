import { type RedisRest, startRedisRest } from '@portcullis/cli/dev';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createRedisState } from '../../../../worker/state/redis/redis-state.ts';
import { shardOf } from '../../../../worker/state/shard.ts';
import type { FeedPosition, StateStore } from '../../../../worker/state/store.ts';
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

/** Before the last change of the shard. */
let since: FeedPosition = { epoch: 'other', version: 0, mark: '' };
/** Of a shard that has changed, and of one of which another state was seen. */
const feeds = () =>
  state.feeds([
    { shard: shardOf('acme'), since },
    { shard: shardOf('globex'), since: { epoch: 'other', version: 0, mark: '' } },
  ]);

/** Name to the question, and how many items its reply has. */
const QUESTIONS: Readonly<Record<string, () => Promise<unknown>>> = {
  admit: whole,
  release: () => state.release([claim('a', 1000, 60)], Date.now()),
  revoke: () => state.revoke(revocation({ kind: 'user', tenant: 'acme', id: 'u' }, { expires })),
  setTenantPolicy: () => state.setTenantPolicy('acme', policy()),
  tenantPolicy: () => state.tenantPolicy('acme'),
  feed: () => state.feed(shardOf('acme'), null),
  feeds,
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
    since = (await state.feed(shardOf('acme'), null)).position;
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

describe('an answer about several shards', () => {
  const SHARD = 2;
  const STANDING = 6;
  const MORE = 7;
  const COUNT = 8;

  beforeEach(async () => {
    change = (items) => items;
    since = (await state.feed(shardOf('acme'), null)).position;
    await state.revoke(revocation({ kind: 'user', tenant: 'acme', id: 'u' }, { expires }));
  });

  test('is what the test takes it for', async () => {
    expect(await feeds()).toMatchObject({
      answers: [
        { kind: 'changes', changes: [{}], more: false },
        { kind: 'reload', lost: true },
      ],
      ageMs: 0,
    });
  });

  test.each([
    ['about another shard', SHARD, 0],
    ['that stands as none does', STANDING, 3],
    ['of another history, with changes', STANDING, 2],
    ['that has more than yes', MORE, 2],
    ['with fewer changes than it counts', COUNT, 2],
    ['with more changes than it counts', COUNT, 0],
    ['that counts more than there can be', COUNT, 1001],
  ])('%s is none', async (_, at, odd) => {
    change = (items) => items.with(at, odd);
    await expect(feeds()).rejects.toThrow(/Redis/);
  });

  test('that has more and gives nothing is none: asking again would never end', async () => {
    change = (items) =>
      items
        .with(MORE, 1)
        .with(COUNT, 0)
        .toSpliced(COUNT + 1, 1);
    await expect(feeds()).rejects.toThrow(/Redis/);
  });

  test('about fewer shards, or in another order, is none', async () => {
    change = (items) => items.slice(0, COUNT + 2);
    await expect(feeds()).rejects.toThrow(/Redis/);
    change = (items) => [...items.slice(0, 2), ...items.slice(COUNT + 2), ...items.slice(2, COUNT + 2)];
    await expect(feeds()).rejects.toThrow(/Redis/);
  });
});
