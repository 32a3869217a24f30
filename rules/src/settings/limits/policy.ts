export interface LimitsSetting {
  /** Ids of limits; all are asked, one refusal refuses. */
  readonly limits: readonly string[];
}
