import type { FeedAnswer, FeedPosition, SnapshotPage, StateStore } from '../store.ts';

/** What the object of one shard answers: the same as the whole store does, of its own tenants and limits alone. */
export interface ShardState extends Omit<StateStore, 'shardsFailApart' | 'admit' | 'feed' | 'feeds' | 'snapshot'> {
  /** Texts of `admit-text`. */
  admit(question: string): Promise<string>;
  feed(since: FeedPosition | null): Promise<FeedAnswer>;
  snapshot(cursor: string | null): Promise<SnapshotPage>;
}
