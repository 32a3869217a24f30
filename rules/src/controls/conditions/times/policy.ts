export interface TimesCondition {
  /** Sorted, disjoint pairs `first, end` of minutes since Monday 00:00 UTC, the end excluded; 10,080 is the end of the week. */
  readonly times: readonly number[] | null;
  /** Open from this moment on; seconds since the epoch. */
  readonly fromSeconds: number | null;
  /** Closed from this moment on; seconds since the epoch. */
  readonly untilSeconds: number | null;
}
