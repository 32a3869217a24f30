import type { LimitStatus } from '@portcullis/rules/engine';

/**
 * A sliding window of sub-buckets that never admits more than the quota: a count leaves only when its whole sub-bucket
 * lies outside the window, so no window of the stated length ever holds more than the quota. The price is that room
 * comes back up to one sub-bucket later than it could.
 */

/** Sub-buckets a window, in every backend. */
export const BUCKETS = 60;

/** Counts by sub-bucket number, oldest first. */
export type Window = readonly (readonly [bucket: number, count: number])[];

interface Quota {
  readonly quota: number;
  readonly windowSeconds: number;
}

/** Number of the sub-bucket that a moment lies in. Multiplies before it divides, so that every whole result is exact. */
function bucketAt(atMs: number, { windowSeconds }: Quota): number {
  return Math.floor((atMs * BUCKETS) / (windowSeconds * 1000));
}

/** When everything counted at `bucket` has left the window; milliseconds since the epoch. */
function leavesAtMs(bucket: number, { windowSeconds }: Quota): number {
  return Math.ceil(((bucket + BUCKETS + 1) * windowSeconds * 1000) / BUCKETS);
}

/** The window without what has left it. */
export function current(window: Window, quota: Quota, nowMs: number): Window {
  const oldest = bucketAt(nowMs, quota) - BUCKETS;
  return window.filter(([bucket]) => bucket >= oldest);
}

/** How one more request would stand. @param window as {@link current} returned it @param cost what it takes at most */
export function standing(window: Window, quota: Quota, nowMs: number, cost = 1): Omit<LimitStatus, 'id'> {
  const used = window.reduce((sum, [, count]) => sum + count, 0);
  if (used < quota.quota) {
    const oldest = window[0]?.[0] ?? bucketAt(nowMs, quota);
    const remaining = Math.max(0, quota.quota - used - cost);
    return { admitted: true, remaining, resetMs: leavesAtMs(oldest, quota) - nowMs };
  }
  let left = used;
  for (const [bucket, count] of window) {
    left -= count;
    if (left < quota.quota) return { admitted: false, remaining: 0, resetMs: leavesAtMs(bucket, quota) - nowMs };
  }
  return { admitted: false, remaining: 0, resetMs: quota.windowSeconds * 1000 };
}

/** What a request of that cost gets of an admitted window: as much as is left. */
export function grantOf(window: Window, { quota }: Quota, cost: number): number {
  return Math.min(
    cost,
    window.reduce((left, [, count]) => left - count, quota),
  );
}

/** The window with one more request, or several. */
export function counted(window: Window, quota: Quota, nowMs: number, cost = 1): Window {
  const bucket = bucketAt(nowMs, quota);
  const last = window.at(-1);
  // A clock that stepped back counts into the newest bucket, which leaves later, never earlier.
  if (last !== undefined && last[0] >= bucket) return [...window.slice(0, -1), [last[0], last[1] + cost]];
  return [...window, [bucket, cost]];
}

/** The window without the one request, or the several, that were counted at `countedAtMs`. */
export function released(window: Window, quota: Quota, countedAtMs: number, cost = 1): Window {
  const bucket = bucketAt(countedAtMs, quota);
  return window
    .map(([number, count]): [number, number] => (number === bucket ? [number, count - cost] : [number, count]))
    .filter(([, count]) => count > 0);
}

/** When the whole window will be empty; milliseconds since the epoch. */
export function emptyAtMs(window: Window, quota: Quota): number {
  return leavesAtMs(window.at(-1)?.[0] ?? 0, quota);
}
