/** ISO 8601, UTC, to the nearest millisecond: cutting the rest off would show an earlier moment than the one that holds. */
export function isoTime(seconds: number): string {
  return new Date(Math.round(seconds * 1000)).toISOString();
}
