export interface OriginSetting {
  /** Id of the origin. */
  readonly origin: string;
}
