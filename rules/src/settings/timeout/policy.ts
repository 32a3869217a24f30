export interface TimeoutSetting {
  /** `null`: the origin's default. */
  readonly timeoutMs: number | null;
}
