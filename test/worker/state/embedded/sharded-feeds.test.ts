import { beforeEach, describe, expect, test } from 'vitest';
import { Announcer } from '../../../../worker/state/embedded/announcer.ts';
import { Board, type BoardStand } from '../../../../worker/state/embedded/board.ts';
import type { ShardFeed } from '../../../../worker/state/embedded/shard-state.ts';
import { createShardedFeeds } from '../../../../worker/state/embedded/sharded-feeds.ts';
import type { FeedAnswer, FeedPosition, SeenShard, StateStore } from '../../../../worker/state/store.ts';
import { PATIENCE_MS } from '../../../support/patience.ts';
import { changeAt, feedOf, objectId, type PlainShard, positionAt, SHARDS } from './plain-shards.ts';

describe('one isolate', () => {
  let board: Board;
  let shards: PlainShard[];
  let calls: string[];
  let feeds: StateStore['feeds'];
  let asked: readonly SeenShard[];
  let odd: (stand: BoardStand) => BoardStand;
  let oddFeed: (shard: number, feed: ShardFeed) => ShardFeed;

  beforeEach(() => {
    board = new Board();
    calls = [];
    odd = (stand) => stand;
    oddFeed = (_shard, feed) => feed;
    shards = SHARDS.map((shard) => ({
      changes: 0,
      announcer: new Announcer(async () => board.announce(objectId(shard)), PATIENCE_MS),
    }));
    asked = SHARDS.map((shard) => ({ shard, since: positionAt(shard, 0) }));
    startIsolate();
  });

  /** One that has not asked for anything yet. */
  const startIsolate = (): void => {
    feeds = createShardedFeeds(
      {
        askBoard: async (objects) => {
          calls.push('board');
          return odd(board.stand(objects, 5));
        },
        askFeed: async (shard, since) => {
          calls.push(`shard ${shard}`);
          return oddFeed(shard, feedOf(shards[shard] as PlainShard, shard, since));
        },
        objectId,
      },
      PATIENCE_MS,
    );
  };

  const change = (shard: number) => {
    const changed = shards[shard] as PlainShard;
    changed.changes += 1;
    return changed.announcer.announceChange();
  };
  const callsOf = async (question = asked): Promise<readonly string[]> => {
    calls.length = 0;
    await feeds(question);
    return calls;
  };
  const ALL = ['board', ...SHARDS.map((shard) => `shard ${shard}`)];

  test('asks the board alone where it knows that nothing has changed, and then what has', async () => {
    expect(await callsOf()).toEqual(ALL);
    expect(await callsOf()).toEqual(['board']);
    await change(1);
    expect(await callsOf()).toEqual(['board', 'shard 1']);
    // It has seen nothing of it yet.
    expect(await callsOf()).toEqual(['board', 'shard 1']);
    asked = asked.map((each) => (each.shard === 1 ? { shard: 1, since: positionAt(1, 1) } : each));
    expect(await callsOf()).toEqual(['board']);
    expect(await feeds(asked.toReversed())).toEqual({
      answers: SHARDS.toReversed().map((shard) => ({
        kind: 'changes',
        position: positionAt(shard, shard === 1 ? 1 : 0),
        changes: [],
        more: false,
        stand: expect.any(String),
      })),
      storeMs: 5,
      ageMs: 0,
    });
  });

  test('asks the board alone where another isolate has asked the shards, and hands on how they stood', async () => {
    const { answers } = await feeds(asked);
    const standOf = (answer: FeedAnswer | Error | undefined) =>
      answer instanceof Error || answer?.kind !== 'changes' ? undefined : answer.stand;
    startIsolate();
    asked = asked.map((each, index) => ({ ...each, stand: standOf(answers[index]) }));
    expect(await callsOf()).toEqual(['board']);
    await change(2);
    expect(await callsOf()).toEqual(['board', 'shard 2']);
  });

  test.each<[string, (position: FeedPosition) => FeedPosition]>([
    ['of another epoch', (position) => ({ ...position, epoch: 'other' })],
    ['of another version', (position) => ({ ...position, version: position.version - 1 })],
    ['of another mark', (position) => ({ ...position, mark: 'other' })],
  ])('asks the shard about a position %s', async (_, other) => {
    await change(1);
    const since = positionAt(1, 1);
    await feeds([{ shard: 1, since }]);
    expect(await callsOf([{ shard: 1, since }])).toEqual(['board']);
    expect(await callsOf([{ shard: 1, since: other(since) }])).toEqual(['board', 'shard 1']);
  });

  test('asks all shards after the board was restarted, and then the board alone again', async () => {
    await feeds(asked);
    board = new Board();
    expect(await callsOf()).toEqual(ALL);
    expect(await callsOf()).toEqual(['board']);
  });

  test.each<[string, () => BoardStand | Promise<BoardStand>]>([
    ['fails', () => Promise.reject(new Error('away'))],
    ['names no id', () => ({ ...board.stand([], 5), counts: [0, 0, 0], id: '' })],
    ['counts too little', () => board.stand([objectId(0)], 5)],
    ['counts what is no count', () => ({ ...board.stand([], 5), counts: [0, Number.NaN, 0] })],
    ['has no time', () => board.stand(SHARDS.map(objectId), Number.NaN)],
    ['says nothing', () => undefined as unknown as BoardStand],
  ])('does without a board that %s', async (_, stand) => {
    await feeds(asked);
    odd = stand as typeof odd;
    expect(await callsOf()).toEqual(ALL);
    expect((await feeds(asked)).storeMs).toBe(null);
    // What was heard meanwhile belongs to no count of the board's.
    await change(0);
    const { answers } = await feeds(asked);
    odd = (answer) => answer;
    const since = (answers[0] as FeedAnswer).position;
    expect(await callsOf([{ shard: 0, since }])).toEqual(['board', 'shard 0']);
  });

  test('does without a board that is silent', async () => {
    const silent = createShardedFeeds(
      {
        askBoard: () => new Promise(() => undefined),
        askFeed: async (shard, since) => feedOf(shards[shard] as PlainShard, shard, since),
        objectId,
      },
      5,
    );
    await change(2);
    expect((await silent(asked)).storeMs).toBe(null);
    expect((await silent(asked)).answers[2]).toMatchObject({ changes: [changeAt(1)] });
  });

  test('hears the other shards where one fails or is silent', async () => {
    for (const failing of [() => Promise.reject(new Error('away')), () => new Promise<never>(() => undefined)]) {
      const limping = createShardedFeeds(
        {
          askBoard: async (objects) => board.stand(objects, 5),
          askFeed: async (shard, since) =>
            shard === 1 ? failing() : feedOf(shards[shard] as PlainShard, shard, since),
          objectId,
        },
        50,
      );
      const { answers } = await limping(asked);
      expect(answers[1]).toMatchObject({ name: 'ShardError', shard: 1 });
      expect([answers[0], answers[2]]).toMatchObject([{ kind: 'changes' }, { kind: 'changes' }]);
    }
  });

  test.each<[string, (feed: ShardFeed) => ShardFeed]>([
    ['of which more follows', (feed) => ({ ...feed, more: true })],
    ['of an object that does not announce', ({ announces: _, ...feed }) => feed],
  ])('remembers no answer %s', async (_, other) => {
    oddFeed = (shard, feed) => (shard === 1 ? other(feed) : feed);
    await feeds(asked);
    expect(await callsOf()).toEqual(['board', 'shard 1']);
  });

  test('takes the position of a shard to be loaded again for what it is', async () => {
    oddFeed = (shard) => ({ kind: 'reload', position: positionAt(shard, 7), lost: true, announces: true });
    expect((await feeds(asked)).answers[0]).toEqual({ kind: 'reload', position: positionAt(0, 7), lost: true });
    expect(await callsOf()).toEqual(ALL);
    expect(await callsOf(SHARDS.map((shard) => ({ shard, since: positionAt(shard, 7) })))).toEqual(['board']);
  });
});
