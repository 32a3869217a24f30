import { Redis } from 'ioredis';
import { beforeEach, expect, test } from 'vitest';
import { createRedisState } from '../../../../worker/state/redis/redis-state.ts';
import { ALL_SHARDS, SHARDS, shardOf } from '../../../../worker/state/shard.ts';
import type { FeedPosition, StateStore } from '../../../../worker/state/store.ts';
import { ofFile, redisStoreOfFile } from '../../../support/of-file.ts';
import { PATIENCE_MS } from '../../../support/patience.ts';
import { createReplica } from '../conformance/replica.ts';
import { asking, claim, policy, revocation } from '../conformance/samples.ts';

const { server, bridge, token } = await redisStoreOfFile();
const redis = ofFile(new Redis(server.url), (client) => client.disconnect());
let state: StateStore;
beforeEach(async () => {
  await redis.flushall();
  await redis.script('FLUSH');
  state = createRedisState({ url: bridge.url, token }, PATIENCE_MS);
});

const ACME = shardOf('acme');
const user = (id: string) => revocation({ kind: 'user', tenant: 'acme', id }, { expires: Date.now() / 1000 + 900 });

/** Commands that were sent in the meantime, each in a request of its own. */
async function sentBy(work: () => Promise<unknown>): Promise<readonly string[]> {
  const before = bridge.requests.length;
  await work();
  return bridge.requests.slice(before).map(({ path, commands }) => `${path}${commands.map(([name]) => name).join()}`);
}

test('all that a request needs is one command in one request, once Redis knows the script', async () => {
  const whole = () =>
    state.admit({ ...asking('acme', 'u', 's'), limits: [claim('a', 5, 60), claim('b', 5, 60)], record: '{}' });
  expect(await sentBy(whole)).toEqual(['/EVALSHA', '/EVAL']);
  expect(await sentBy(whole)).toEqual(['/EVALSHA']);
  await redis.script('FLUSH');
  expect(await sentBy(whole)).toEqual(['/EVALSHA', '/EVAL']);
});

test('so is every other operation on one tenant', async () => {
  const operations = [
    () => state.revoke(user('u')),
    () => state.setTenantPolicy('acme', policy()),
    () => state.tenantPolicy('acme'),
    () => state.feed(ACME, null),
    () => state.revocations('acme'),
    () => state.release([claim('a', 5, 60)], Date.now()),
    () => state.readKept('acme', ['session/u/s']),
    () => state.writeKept('acme', [{ key: 'session/u/s', value: 'x', expires: null }]),
    () => state.listKept('acme', 'session/', null),
    () => state.countReports(1, [{ route: 'app', kinds: [], overflow: 1 }]),
    () => state.reports(1, ['app']),
    () => state.importState([{ kind: 'policy', tenant: 'acme', policy: policy() }]),
  ];
  for (const operation of operations) {
    await operation();
    expect(await sentBy(operation)).toEqual(['/EVALSHA']);
  }
});

test('what changed in any number of shards is one command, of no shard none', async () => {
  const since = (await state.feed(ACME, null)).position;
  const asked = ALL_SHARDS.map((shard) => ({ shard, since }));
  await state.feeds(asked);
  for (const count of [1, 2, SHARDS])
    expect(await sentBy(() => state.feeds(asked.slice(0, count)))).toEqual(['/EVALSHA']);
  expect(await sentBy(() => state.feeds([]))).toEqual([]);
});

test('however much has changed, an answer holds a thousand changes, and some of each shard', async () => {
  const tenants = ['acme', 'globex', 'initech'];
  const shards = tenants.map(shardOf);
  expect(new Set(shards).size).toBe(tenants.length);
  const since = (await state.feed(ACME, null)).position;
  for (const tenant of tenants)
    await state.importState(
      Array.from({ length: 700 }, (_, index) => ({
        ...revocation({ kind: 'user', tenant, id: `u${index}` }, { expires: Date.now() / 1000 + 900 }),
        kind: 'revocation' as const,
      })),
    );
  const { answers } = await state.feeds(shards.map((shard) => ({ shard, since })));
  const counts = answers.map((answer) => ('changes' in answer ? answer.changes.length : 0));
  expect(counts).toEqual([700, 299, 1]);
  expect(answers.map((answer) => 'more' in answer && answer.more)).toEqual([false, true, true]);
});

/** Where the shard stands once the user is revoked. */
async function revoked(id: string): Promise<FeedPosition> {
  await state.revoke(user(id));
  return (await state.feed(ACME, null)).position;
}

test('a Redis that lost its memory is another state, never one in which nothing is revoked', async () => {
  const replica = createReplica(state, ACME);
  await state.revoke(user('u1'));
  await replica.refresh();
  const known = replica.position();
  await redis.flushall();
  expect(await state.feed(ACME, known)).toMatchObject({ kind: 'reload', position: { version: 0 } });
  await state.revoke(user('u2'));
  expect((await state.feed(ACME, known)).kind).toBe('reload');
});

test('an older copy of Redis put back repeats no version, and is not taken for what was lost', async () => {
  await state.revoke(user('u1'));
  const copy = await Promise.all(
    (await redis.keys('*')).map(async (key) => [key, await redis.dumpBuffer(key)] as const),
  );
  const lost = await revoked('u2');
  await redis.flushall();
  for (const [key, dump] of copy) await redis.restore(key, '0', dump);
  expect(await state.feed(ACME, lost)).toMatchObject({ kind: 'reload', lost: true });
  const next = await revoked('u3');
  expect(next.epoch).toBe(lost.epoch);
  expect(next.version).toBeGreaterThan(lost.version);
  // It has gone on past what was lost, and still is another state.
  expect(await state.feed(ACME, lost)).toMatchObject({ kind: 'reload', lost: true });
});

test('changes that the feed forgot, in part or altogether, are noticed', async () => {
  const first = await revoked('u1');
  const second = await revoked('u2');
  const third = await revoked('u3');
  const feed = `portcullis:${ACME}:feed`;
  const members = await redis.zrange(feed, '0', '-1');
  // As if the first two had been written long ago.
  await redis.zrem(feed, ...members);
  const aged = members.map((line, index) => (index < 2 ? line.replace(/^(\S+) \S+/, '$1 1') : line));
  for (const line of aged) await redis.zadd(feed, line.split(' ')[0] ?? '', line);
  const fourth = await revoked('u4');
  expect((await state.feed(ACME, first)).kind).toBe('reload');
  expect(await state.feed(ACME, second)).toMatchObject({ kind: 'changes', changes: [{}, {}] });
  await redis.del(feed);
  expect((await state.feed(ACME, third)).kind).toBe('reload');
  expect(await state.feed(ACME, fourth)).toMatchObject({ kind: 'changes', changes: [] });
  await state.revoke(user('u5'));
  expect((await state.feed(ACME, third)).kind).toBe('reload');
  expect(await state.feed(ACME, fourth)).toMatchObject({ kind: 'changes', changes: [{ scope: { id: 'u5' } }] });
});

test('a snapshot of many entries comes in pages, and none is missed that changes meanwhile', async () => {
  const entries = Array.from({ length: 3000 }, (_, index) => ({ ...user(`u${index}`), kind: 'revocation' as const }));
  await state.importState(entries.slice(0, 1500));
  await state.importState(entries.slice(1500));
  const ids = new Set<string>();
  let cursor: string | null = null;
  let pages = 0;
  let position = null;
  do {
    const page = await state.snapshot(ACME, cursor);
    if (position !== null) expect(page.position).toEqual(position);
    position = page.position;
    for (const entry of page.entries) if (entry.kind === 'revocation' && 'id' in entry.scope) ids.add(entry.scope.id);
    cursor = page.next;
    pages += 1;
    await state.revoke(user(`late-${pages}`));
  } while (cursor !== null);
  expect(pages).toBeGreaterThan(3);
  const answer = await state.feed(ACME, position);
  if (answer.kind === 'changes')
    for (const entry of answer.changes) if (entry.kind === 'revocation' && 'id' in entry.scope) ids.add(entry.scope.id);
  expect(ids.size).toBe(3000 + pages);
});

test.each(['', 'x', '0/x', 'r.0', '99/', 'p.0.1.', 'r.-1.5.e'])('%j is a cursor that no page gave', async (cursor) => {
  await expect(state.exportState(cursor)).rejects.toThrow(/cursor/);
  await expect(state.snapshot(ACME, cursor)).rejects.toThrow(/cursor/);
});
