export interface BodySetting {
  /** Largest request body. */
  readonly maxBodyBytes: number;
}
