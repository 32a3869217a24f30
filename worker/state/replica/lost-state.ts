import type { FeedPosition } from '../store.ts';
import { isBehind } from './read-shard.ts';
import type { ShardReplica } from './shard-replica.ts';

/**
 * How a store that answers stands to what a replica has seen of it. `behind`: it has another past, or has fallen back to an
 * older one. `ahead`: it has gone on since, or fell back and has gone on from there: its feed can tell.
 */
export type Standing = 'same' | 'ahead' | 'behind';

export function standingOf(known: FeedPosition | null, answered: FeedPosition | null): Standing {
  if (known === null || answered === null) return 'same';
  if (isBehind(answered, known)) return 'behind';
  if (answered.version > known.version) return 'ahead';
  return answered.mark === known.mark ? 'same' : 'behind';
}

/** Positions that sessions were minted at, in states that are gone: nothing will ever be as new as they say. */
export interface GonePositions {
  /** A refresh that began after the session came did not meet its position. */
  readonly note: (replica: ShardReplica, seen: SeenPosition) => void;
  readonly isGone: (replica: ShardReplica, seen: SeenPosition) => boolean;
}

type SeenPosition = Pick<FeedPosition, 'epoch' | 'version'>;

/** Only signed cookies name epochs, so there are few. */
export function createGonePositions(): GonePositions {
  const gone = new WeakMap<ShardReplica, Map<string, number>>();
  return {
    note: (replica, { epoch, version }) => {
      const versions = gone.get(replica) ?? new Map<string, number>();
      const upTo = replica.position()?.epoch === epoch ? version : Number.POSITIVE_INFINITY;
      versions.set(epoch, Math.max(versions.get(epoch) ?? 0, upTo));
      gone.set(replica, versions);
    },
    isGone: (replica, { epoch, version }) => version <= (gone.get(replica)?.get(epoch) ?? -1),
  };
}

/** Whether a replica is as new as what was seen elsewhere. */
export function hasSeen(replica: ShardReplica, seen: SeenPosition): boolean {
  const position = replica.position();
  return position !== null && !isBehind(position, seen);
}
