import type { FeedPosition } from './store.ts';

/** Whether they are the same, and of one history too. */
export function isSamePosition(one: FeedPosition, other: FeedPosition): boolean {
  return one.epoch === other.epoch && one.version === other.version && one.mark === other.mark;
}
