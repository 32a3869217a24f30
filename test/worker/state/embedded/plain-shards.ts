import type { Announcer } from '../../../../worker/state/embedded/announcer.ts';
import type { ShardFeed } from '../../../../worker/state/embedded/shard-state.ts';
import type { FeedPosition, StoreEntry } from '../../../../worker/state/store.ts';

/** Few, so that calls about the same one meet. */
export const SHARDS: readonly number[] = [0, 1, 2];
export const objectId = (shard: number): string => `object-${shard}`;

/** A shard whose changes are numbers. */
export interface PlainShard {
  changes: number;
  announcer: Announcer;
}

export const positionAt = (shard: number, version: number): FeedPosition => ({
  epoch: `epoch-${shard}`,
  version,
  mark: `mark-${version}`,
});
export const changeAt = (version: number): StoreEntry => ({
  kind: 'policy',
  tenant: `change-${version}`,
  policy: null,
});

export function feedOf({ changes }: PlainShard, shard: number, since: FeedPosition): ShardFeed {
  const later = Array.from({ length: changes - since.version }, (_, index) => changeAt(since.version + index + 1));
  return { kind: 'changes', position: positionAt(shard, changes), changes: later, more: false, announces: true };
}
