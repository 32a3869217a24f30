import type { StatePosition } from '@portcullis/rules/engine';
import type { FeedPosition } from '../store.ts';

/** Whether a store that stands here cannot have what was seen there. */
export function isBehind(position: StatePosition, seen: StatePosition): boolean {
  return position.epoch !== seen.epoch || position.version < seen.version;
}

/** Whether a copy that stands here, or nowhere yet, is as new as what was seen elsewhere. */
export function hasSeen(position: StatePosition | null, seen: StatePosition): boolean {
  return position !== null && !isBehind(position, seen);
}

/**
 * How a store that answers stands to what a copy has seen of it. `behind`: it has another past, or has fallen back to an
 * older one. `ahead`: it has gone on since, or fell back and has gone on from there: its feed can show which.
 */
export type Standing = 'same' | 'ahead' | 'behind';

export function standingOf(known: FeedPosition | null, answered: FeedPosition | null): Standing {
  if (known === null || answered === null) return 'same';
  if (isBehind(answered, known)) return 'behind';
  if (answered.version > known.version) return 'ahead';
  return answered.mark === known.mark ? 'same' : 'behind';
}

/** Positions that sessions were minted at, in states of a shard that are gone: nothing will ever be as new as they say. */
export interface GonePositions {
  /** A refresh that began after the session came, and brought the copy to `position`, did not meet what it had seen. */
  readonly note: (position: StatePosition | null, seen: StatePosition) => void;
  readonly isGone: (seen: StatePosition) => boolean;
}

/** Only signed cookies name epochs, so there are few. */
export function createGonePositions(): GonePositions {
  /** By epoch, up to which version. */
  const gone = new Map<string, number>();
  return {
    note: (position, { epoch, version }) => {
      const upTo = position?.epoch === epoch ? version : Number.POSITIVE_INFINITY;
      gone.set(epoch, Math.max(gone.get(epoch) ?? 0, upTo));
    },
    isGone: ({ epoch, version }) => version <= (gone.get(epoch) ?? -1),
  };
}
