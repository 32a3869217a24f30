import { isFresh, isRefreshDue } from '../../../worker/state/replica/copy-age.ts';
import { SHARDS } from '../../../worker/state/shard.ts';

/** What an isolate knows of a shard, as `worker/state/replica/shard-replica.ts` keeps it. Times are milliseconds. */
export interface ShardCopy {
  isLoaded: boolean;
  isLoading: boolean;
  isRefreshing: boolean;
  /** What it reckons: the state was so then, or later. */
  asOfMs: number;
  refreshBegunMs: number;
  neededMs: number;
  /** The truth: what was acknowledged until then is in it. */
  contentMs: number;
  /** When the board was last heard to count the shard, and the shard was asked if it had changed. */
  boardMs: number;
  /** Requests that wait for a refresh, by when they came. */
  waiting: number[];
}

export interface Isolate {
  readonly copies: readonly ShardCopy[];
  refreshTookMs: number;
  diesAtMs: number;
  /** When it last heard the clock of the store, and until when it watches its own, as `worker/state/relay/` does. */
  heardMs: number;
  watchesUntilMs: number;
}

/** See `worker/state/replica/news/refreshes.ts`. */
export const REST_MS = 60_000;
const SOONEST_ALONG_MS = 450;
/** Of the time that refreshes take, so much is forgotten with each that is quicker. */
const EASING = 0.8;

export function createIsolate(diesAtMs: number): Isolate {
  const never = Number.NEGATIVE_INFINITY;
  const copy = (): ShardCopy => ({
    isLoaded: false,
    isLoading: false,
    isRefreshing: false,
    asOfMs: never,
    refreshBegunMs: never,
    neededMs: never,
    contentMs: never,
    boardMs: never,
    waiting: [],
  });
  return {
    copies: Array.from({ length: SHARDS }, copy),
    refreshTookMs: 0,
    diesAtMs,
    heardMs: never,
    watchesUntilMs: never,
  };
}

export function canJudge({ asOfMs }: ShardCopy, nowMs: number): boolean {
  return isFresh({ asOfMs, isExpired: false }, nowMs);
}

export function isDue(
  { refreshTookMs }: Isolate,
  { asOfMs, refreshBegunMs, isRefreshing }: ShardCopy,
  nowMs: number,
): boolean {
  return !isRefreshing && isRefreshDue({ asOfMs, isExpired: false, refreshBegunMs, refreshTookMs }, nowMs);
}

/** Shards that are asked about together with the one that is needed. */
export function alongWith({ copies }: Isolate, needed: number, nowMs: number): readonly number[] {
  const shards: number[] = [];
  for (const [shard, copy] of copies.entries()) {
    const goesAlong =
      copy.isLoaded &&
      !copy.isRefreshing &&
      nowMs - copy.neededMs <= REST_MS &&
      nowMs - copy.refreshBegunMs > SOONEST_ALONG_MS;
    if (shard === needed || goesAlong) shards.push(shard);
  }
  return shards;
}

export function noteTook(isolate: Isolate, tookMs: number): void {
  isolate.refreshTookMs = Math.max(tookMs, isolate.refreshTookMs * EASING);
}
