import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Announcer } from '../../../../worker/state/embedded/announcer.ts';
import { Board } from '../../../../worker/state/embedded/board.ts';
import { createShardedFeeds } from '../../../../worker/state/embedded/sharded-feeds.ts';
import { PATIENCE_MS } from '../../../support/patience.ts';
import { randomRuns } from '../../../support/random-runs.ts';
import { changeAt, feedOf, objectId, type PlainShard, positionAt, SHARDS } from './plain-shards.ts';

type Fate = 'arrives' | 'is lost' | 'is not answered';
const fate = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Fate>('arrives') },
  { weight: 1, arbitrary: fc.constantFrom<Fate>('is lost', 'is not answered') },
);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('change' as const), shard: fc.constantFrom(...SHARDS) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('ask' as const),
      isolate: fc.constantFrom(0, 1),
      from: fc.constantFrom(0, 1),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart the board' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const), shard: fc.constantFrom(...SHARDS) }) },
);

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Shards, a board, and two isolates, whose calls arrive and are answered whenever the scheduler wants. @param lanes each in order */
async function play(
  scheduler: fc.Scheduler,
  lanes: readonly (readonly Step[])[],
  fates: readonly Fate[],
): Promise<void> {
  let board = new Board();
  let sent = 0;
  /** A call over the network. */
  const call = async <T>(answer: () => T): Promise<T> => {
    const how = fates[sent % fates.length];
    sent += 1;
    await scheduler.schedule(Promise.resolve());
    if (how === 'is lost') throw new Error('lost');
    const answered = answer();
    await scheduler.schedule(Promise.resolve());
    if (how === 'is not answered') throw new Error('no answer');
    return answered;
  };
  const announcerOf = (shard: number) => new Announcer(() => call(() => board.announce(objectId(shard))), PATIENCE_MS);
  const shards = SHARDS.map((shard): PlainShard => ({ changes: 0, announcer: announcerOf(shard) }));
  const acknowledged = SHARDS.map(() => 0);
  const isolates = [0, 1].map(() => ({
    positions: SHARDS.map((shard) => positionAt(shard, 0)),
    stands: SHARDS.map((): string | undefined => undefined),
    feeds: createShardedFeeds(
      {
        askBoard: (objects) => call(() => board.stand(objects, 5)),
        askFeed: (shard, since) => call(() => feedOf(shards[shard] as PlainShard, shard, since)),
        objectId,
      },
      PATIENCE_MS,
    ),
  }));

  type Isolate = (typeof isolates)[number];

  const change = async (shard: number): Promise<void> => {
    const changed = shards[shard] as PlainShard;
    changed.changes += 1;
    const version = changed.changes;
    await changed.announcer.announceChange();
    acknowledged[shard] = Math.max(version, acknowledged[shard] ?? 0);
  };
  /** Each asks by what it has heard itself, or by what the other has: as by a document that they share. */
  const ask = async ({ feeds }: Isolate, { positions, stands }: Isolate): Promise<void> => {
    const before = [...acknowledged];
    const asked = positions.map((since, shard) => ({ shard, since, stand: stands[shard] }));
    const { answers } = await feeds(asked);
    for (const [shard, answer] of answers.entries()) {
      if (answer instanceof Error) continue;
      if (answer.kind !== 'changes') throw new Error('there is nothing to load');
      expect(answer.position.version).toBeGreaterThanOrEqual(before[shard] ?? 0);
      const since = asked[shard]?.since.version ?? 0;
      expect(answer.changes).toEqual(
        Array.from({ length: answer.position.version - since }, (_, index) => changeAt(since + index + 1)),
      );
      if (answer.position.version < (positions[shard]?.version ?? 0)) continue;
      positions[shard] = answer.position;
      stands[shard] = answer.stand;
    }
  };
  const run = async (each: Step): Promise<void> => {
    await scheduler.schedule(Promise.resolve());
    switch (each.do) {
      case 'change':
        return change(each.shard).catch(() => undefined);
      case 'ask':
        return ask(isolates[each.isolate] as Isolate, isolates[each.from] as Isolate);
      case 'restart the board':
        board = new Board();
        return;
      case 'restart': {
        const shard = shards[each.shard] as PlainShard;
        shard.announcer = announcerOf(each.shard);
        return shard.announcer.announce().catch(() => undefined);
      }
    }
  };
  const follow = async (lane: readonly Step[]): Promise<void> => {
    for (const each of lane) await run(each);
  };
  await scheduler.waitFor(Promise.all(lanes.map(follow)));
}

test('what was acknowledged before the question is in the answer, in every order of calls, failures and answers', async () => {
  const lane = fc.array(step, { minLength: 5, maxLength: 20, size: 'max' });
  const lanes = fc.array(lane, { minLength: 2, maxLength: 4 });
  const fates = fc.array(fate, { minLength: 1, maxLength: 30, size: 'max' });
  await fc.assert(fc.asyncProperty(fc.scheduler(), lanes, fates, play), { numRuns: randomRuns(300) });
});
