export interface RequestHeadersSetting {
  /** Longest block of request headers, counted as on the wire. */
  readonly maxHeaderBytes: number;
}
