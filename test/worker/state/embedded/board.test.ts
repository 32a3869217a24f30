import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ALL_SHARDS, SHARDS, shardOf } from '../../../../worker/state/shard.ts';
import type { FeedAnswer, FeedsAnswer, SeenShard, StoreAnswer } from '../../../../worker/state/store.ts';
import { until } from '../../../support/patience.ts';
import { type InWorkerd, startInWorkerd } from '../../support/in-workerd.ts';
import { asking, revocation, START } from '../conformance/samples.ts';

type How = 'throws' | 'hangs' | null;

interface Subject {
  readonly setClock: (atMs: number) => void;
  readonly ask: (name: string, method: string, args: readonly unknown[], isolate?: string) => unknown;
  readonly calls: (name: string, isolate?: string) => number;
  readonly restart: (name: string, shard: number) => void;
  readonly restartBoard: () => void;
  readonly announcements: (name: string, shards: readonly number[]) => readonly number[];
  readonly failBoard: (method: 'announce' | 'board', how: How) => void;
}

const ACME = shardOf('acme');

let workerd: InWorkerd<Subject>;
let name: string;
/** All shards, as they stood before the test. */
let asked: readonly SeenShard[];

beforeAll(async () => {
  workerd = await startInWorkerd<Subject>(new URL('../conformance/embedded-subject.mjs', import.meta.url), 'GateState');
});
afterAll(() => workerd?.stop());
beforeEach(async () => {
  name = randomUUID();
  await workerd.call('failBoard', 'announce', null);
  await workerd.call('failBoard', 'board', null);
  await workerd.call('setClock', START);
  asked = await Promise.all(
    ALL_SHARDS.map(async (shard) => ({ shard, since: (await ask<FeedAnswer>('feed', shard, null)).position })),
  );
  // What an object announces at its start would look like a change.
  await until(async () => {
    const counts = await workerd.call('announcements', name, ALL_SHARDS);
    return counts.every((count) => count > 0) ? counts : undefined;
  });
});

const ask = async <T>(method: string, ...args: readonly unknown[]): Promise<T> =>
  (await workerd.call('ask', name, method, args, 'writer')) as T;
const feeds = async (question = asked): Promise<FeedsAnswer> =>
  (await workerd.call('ask', name, 'feeds', [question], 'reader')) as FeedsAnswer;
const revokeUser = (id: string) => ask('revoke', revocation({ kind: 'user', tenant: 'acme', id }));
/** What the answer says of a shard, ids of those revoked. */
const idsIn = ({ answers }: FeedsAnswer, shard = ACME): readonly string[] => {
  const answer = answers[shard] as FeedAnswer;
  if (answer.kind !== 'changes') throw new Error('there is nothing to load');
  return answer.changes.map((entry) => (entry.kind === 'revocation' && 'id' in entry.scope ? entry.scope.id : ''));
};
/** The reader's calls in the meantime. */
const callsOf = async (question = asked): Promise<number> => {
  const before = await workerd.call('calls', name, 'reader');
  await feeds(question);
  return (await workerd.call('calls', name, 'reader')) - before;
};
const restart = (shard: number) => expect(workerd.call('restart', name, shard)).rejects.toThrow(/a test wants it so/);
const restartBoard = () => expect(workerd.call('restartBoard')).rejects.toThrow(/a test wants it so/);

const ALL = 1 + SHARDS;

test('of quiet shards one call is enough, and after a revocation two are', async () => {
  expect(await callsOf()).toBe(ALL);
  expect(await callsOf()).toBe(1);
  await revokeUser('u1');
  expect(await callsOf()).toBe(2);
  const answer = await feeds();
  expect(idsIn(answer)).toEqual(['u1']);
  const next = asked.map((each, shard) => ({ ...each, since: (answer.answers[shard] as FeedAnswer).position }));
  expect(await callsOf(next)).toBe(1);
  await ask('importState', [{ kind: 'kept', home: 'acme', key: 'user/u1', value: 'x', expires: null }]);
  expect(await callsOf(next)).toBe(1);
  await ask('setTenantPolicy', 'acme', null);
  expect(await callsOf(next)).toBe(2);
});

test('after the board was restarted, all shards are asked once more', async () => {
  await feeds();
  await restartBoard();
  expect(await callsOf()).toBe(ALL);
  expect(await callsOf()).toBe(1);
  await revokeUser('u1');
  await restartBoard();
  expect(idsIn(await feeds())).toEqual(['u1']);
});

test('where the board fails, all shards answer for themselves', async () => {
  await feeds();
  await revokeUser('u1');
  await workerd.call('failBoard', 'board', 'throws');
  const answer = await feeds();
  expect([idsIn(answer), answer.storeMs]).toEqual([['u1'], null]);
  await workerd.call('failBoard', 'board', null);
  expect(idsIn(await feeds())).toEqual(['u1']);
});

test('a change that the board does not take is kept, fails, and is announced by the next', async () => {
  await feeds();
  await workerd.call('failBoard', 'announce', 'throws');
  await expect(revokeUser('u1')).rejects.toThrow(/the change is kept, .*the board is broken/);
  expect(await ask<StoreAnswer>('admit', asking('acme', 'u1', 's1'))).toMatchObject({ revokedBy: 'user' });
  await workerd.call('failBoard', 'announce', null);
  await revokeUser('u2');
  expect(idsIn(await feeds())).toEqual(['u1', 'u2']);
});

test('or by the alarm, soon after', async () => {
  await workerd.call('setClock', 0);
  await feeds();
  await workerd.call('failBoard', 'announce', 'throws');
  await expect(revokeUser('u1')).rejects.toThrow(/the change is kept/);
  await workerd.call('failBoard', 'announce', null);
  expect(await until(async () => (idsIn(await feeds()).length > 0 ? 'announced' : undefined))).toBe('announced');
});

test('or by the object that comes after, where this one is gone', async () => {
  await feeds();
  await workerd.call('failBoard', 'announce', 'throws');
  await expect(revokeUser('u1')).rejects.toThrow(/the change is kept/);
  await restart(ACME);
  await workerd.call('failBoard', 'announce', null);
  // By the clock of this test, the alarm is days away: what brings the object back is a question.
  await ask('admit', asking('acme', 'u1', 's1'));
  expect(await until(async () => (idsIn(await feeds()).length > 0 ? 'announced' : undefined))).toBe('announced');
});

test('while the board is silent, others are answered, and the change is in force', async () => {
  await workerd.call('failBoard', 'announce', 'hangs');
  const revoking = revokeUser('u1').catch(String);
  const verdict = () => ask<StoreAnswer>('admit', asking('acme', 'u1', 's1'));
  expect(await until(async () => (await verdict()).revokedBy ?? undefined)).toBe('user');
  expect(await revoking).toMatch(/the change is kept|no answer within/);
});
