export interface CorsSetting {
  /** Which pages of other origins may call; `null`: none. */
  readonly cors: CorsRule | null;
}

/** Cross-origin resource sharing (Fetch Standard section 3.3): names the origins that may call, and never echoes the caller's. */
export interface CorsRule {
  /** Serialised origins, e.g. `https://portal.example.com`; `any`: every origin, which then never has a session. */
  readonly origins: 'any' | readonly string[];
  /** Whether such requests carry the visitor's session. */
  readonly credentials: boolean;
  /** Request headers, lower case, that a page may set beyond the safelisted ones. */
  readonly headers: readonly string[];
  /** Response headers, lower case, that a page may read beyond the safelisted ones. */
  readonly expose: readonly string[];
  /** How long a browser may keep the answer to a preflight. */
  readonly maxAgeSeconds: number;
}
