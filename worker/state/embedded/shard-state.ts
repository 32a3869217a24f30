import type { FeedAnswer, FeedPosition, SnapshotPage, StateStore } from '../store.ts';

/** What changed in one shard. */
export type ShardFeed = FeedAnswer & {
  /** The object announces its changes to the board before it acknowledges them. Those of versions without a board do not say so. */
  readonly announces?: true;
};

/** What the object of one shard answers: the same as the whole store does, of its own tenants and limits alone. */
export interface ShardState extends Omit<StateStore, 'shardsFailApart' | 'admit' | 'feed' | 'feeds' | 'snapshot'> {
  /** Texts of `admit-text`. */
  admit(question: string): Promise<string>;
  feed(since: FeedPosition | null): Promise<ShardFeed>;
  snapshot(cursor: string | null): Promise<SnapshotPage>;
}
