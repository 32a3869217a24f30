import type { Pass } from '../../support/exact-log.ts';

/**
 * The most that was surely let through within one window, whatever the requests met on the way: only those count that were
 * sent after the window's begin and had arrived before its end. Never too many, and too few by those that were under way
 * at one of its ends.
 */
export function surelyInAWindow(passed: readonly Pass[], windowMs: number): number {
  const sorted = passed.toSorted((one, other) => one.sentMs - other.sentMs);
  const inWindow = sorted.map(
    ({ sentMs }, first) => sorted.slice(first).filter(({ arrivedMs }) => arrivedMs < sentMs + windowMs).length,
  );
  return Math.max(0, ...inWindow);
}

/** The most that reached the origin within one window. May be too many by those that were delayed on the way. */
export function arrivedInAWindow(passed: readonly Pass[], windowMs: number): number {
  const arrived = passed.map(({ arrivedMs }) => arrivedMs).toSorted((one, other) => one - other);
  let first = 0;
  let most = 0;
  for (const [index, atMs] of arrived.entries()) {
    while ((arrived[first] ?? atMs) <= atMs - windowMs) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
