export interface AsnsCondition {
  /** Numbers of autonomous systems. */
  readonly asns: readonly number[] | null;
}
