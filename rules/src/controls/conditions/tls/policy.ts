export interface TlsCondition {
  /** Least version of TLS, as the minor number of `1.2` and `1.3`. */
  readonly minTls: 2 | 3 | null;
}
