import type { StoreClaim } from '../../../../worker/state/store.ts';

/** Sub-buckets a window. */
const BUCKETS = 60;

/** Counts by sub-bucket, of one limit. */
export type Counts = Map<number, number>;

/** The sub-bucket of a moment. */
export function bucketAt(atMs: number, { windowSeconds }: StoreClaim): number {
  return Math.floor((atMs * BUCKETS) / (windowSeconds * 1000));
}

/** Adds to a sub-bucket; a clock that stepped back counts into the newest one. */
export function count(counts: Counts, bucket: number, by: number): Counts {
  const into = by > 0 ? Math.max(bucket, ...counts.keys()) : bucket;
  const sum = (counts.get(into) ?? 0) + by;
  if (sum > 0) counts.set(into, sum);
  else counts.delete(into);
  return counts;
}

/** How a limit stands, and how much of what is asked it grants. */
export function judge(counts: Counts, claim: StoreClaim, nowMs: number) {
  const { id, quota, windowSeconds, cost = 1 } = claim;
  const current = bucketAt(nowMs, claim);
  const leaves = (bucket: number): number =>
    Math.ceil(((bucket + BUCKETS + 1) * windowSeconds * 1000) / BUCKETS) - nowMs;
  const live = [...counts].filter(([bucket]) => bucket >= current - BUCKETS).sort(([one], [other]) => one - other);
  const usedAfter = (bucket: number): number =>
    live.filter(([number]) => number > bucket).reduce((sum, [, number]) => sum + number, 0);
  const left = quota - usedAfter(Number.NEGATIVE_INFINITY);
  const grant = Math.min(cost, Math.max(0, left));
  if (left > 0)
    return { grant, status: { id, admitted: true, remaining: left - grant, resetMs: leaves(live[0]?.[0] ?? current) } };
  const freed = live.find(([bucket]) => usedAfter(bucket) < quota)?.[0];
  const resetMs = freed === undefined ? windowSeconds * 1000 : leaves(freed);
  return { grant, status: { id, admitted: false, remaining: 0, resetMs } };
}
