import { withDeadline } from '../../core/time/index.ts';
import { isSamePosition } from '../feed-position.ts';
import { askShards } from '../shard.ts';
import { ShardError } from '../shard-error.ts';
import type { FeedAnswer, FeedPosition, FeedsAnswer, SeenShard } from '../store.ts';
import type { BoardStand } from './board.ts';
import type { ShardFeed } from './shard-state.ts';

/**
 * An object that is later is done without, be it the board or a shard. Longer than the way to the other side of the world and back, and
 * less than a copy may be old: one object that hangs must not make all shards old.
 */
export const FEEDS_DEADLINE_MS = 500;

/** How `feeds` reaches the objects. */
export interface FeedsPlace {
  readonly askBoard: (objects: readonly string[]) => Promise<BoardStand>;
  readonly askFeed: (shard: number, since: FeedPosition) => Promise<ShardFeed>;
  /** Name by which the object of a shard announces itself. */
  readonly objectId: (shard: number) => string;
}

/** What a shard said after the board had counted its announcements: until the count is another, it is there still. */
interface KnownStand {
  /** Of {@link standText}. */
  readonly stand: string;
  readonly position: FeedPosition;
}

/**
 * Asks the board what has changed, and then only those shards that may have. Nothing acknowledged is missed by this order. A shard
 * acknowledges a change after it has written it and the board has counted it. So where the board's count of today was read once before,
 * every change acknowledged until today had been counted by then, and was written before that; and the shard was asked after that
 * reading, so that the position which it gave includes the change. The reading and the asking may have been another isolate's, whose answer
 * came with its stand. A change that was written and not yet counted may be missed: it has
 * not been acknowledged.
 */
export function createShardedFeeds(
  { askBoard, askFeed, objectId }: FeedsPlace,
  deadlineMs: number = FEEDS_DEADLINE_MS,
): (asked: readonly SeenShard[]) => Promise<FeedsAnswer> {
  const known = new Map<number, KnownStand>();
  const ids = new Map<number, string>();
  const idOf = (shard: number): string => {
    const id = ids.get(shard) ?? objectId(shard);
    ids.set(shard, id);
    return id;
  };

  const askDirectly = async ({ shard, since }: SeenShard, stand: string | undefined): Promise<FeedAnswer | Error> => {
    try {
      const { announces, ...answer } = await withDeadline(askFeed(shard, since), deadlineMs);
      const isWhole = answer.kind === 'reload' || !answer.more;
      // An object of a version that does not announce may change without the board.
      if (stand === undefined || announces !== true || !isWhole) return answer;
      known.set(shard, { stand, position: answer.position });
      return answer.kind === 'changes' ? { ...answer, stand } : answer;
    } catch (error) {
      return new ShardError(shard, error);
    }
  };

  return async (asked) => {
    if (asked.length === 0) return { answers: [], storeMs: null, ageMs: 0 };
    const objects = asked.map(({ shard }) => idOf(shard));
    const board = await withDeadline(askBoard(objects), deadlineMs)
      .then((answer) => checkedStand(answer, objects.length))
      .catch(() => null);
    const answers = new Map<number, FeedAnswer | Error>();
    const stands = new Map<number, string>();
    for (const [index, { shard, since, stand: seen }] of asked.entries()) {
      const count = board?.counts[index];
      if (board === null || count === undefined) continue;
      const stand = standText(board.id, count);
      stands.set(shard, stand);
      const before = known.get(shard);
      const isKnown = before?.stand === stand && isSamePosition(before.position, since);
      if (seen === stand || isKnown)
        answers.set(shard, { kind: 'changes', position: since, changes: [], more: false, stand });
    }
    const sinceOf = new Map(asked.map((each) => [each.shard, each]));
    const open = [...sinceOf.keys()].filter((shard) => !answers.has(shard));
    await askShards(open, async (shard) => {
      const each = sinceOf.get(shard);
      if (each !== undefined) answers.set(shard, await askDirectly(each, stands.get(shard)));
    });
    return {
      answers: asked.flatMap(({ shard }) => answers.get(shard) ?? []),
      storeMs: board?.nowMs ?? null,
      ageMs: 0,
    };
  };
}

/** `null` where a board cannot have said it. */
function checkedStand(stand: BoardStand, objects: number): BoardStand | null {
  const { id, counts, nowMs } = stand;
  const isWhole =
    Array.isArray(counts) && counts.length === objects && counts.every((count) => Number.isSafeInteger(count));
  return typeof id === 'string' && id !== '' && isWhole && Number.isFinite(nowMs) ? stand : null;
}

/** The counts of one board cannot be compared with those of another. */
function standText(board: string, count: number): string {
  return `${board}/${count}`;
}
