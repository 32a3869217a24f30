export interface CookiesSetting {
  /** What becomes of the cookies that origins set. */
  readonly cookies: CookieRule;
}

/** What the rules ask of an origin's cookies. What the origin itself asks of a cookie always stands, but for its `Domain`. */
export interface CookieRule {
  /** `host`: cookies of the origin lose their `Domain`, so that no other host gets them. `keep`: it stands. */
  readonly domain: 'host' | 'keep';
  /** Cookies that no script reads. */
  readonly httpOnly: CookieNames;
  /** The loosest that goes out. `origin`: what the origin says, and `Lax` where it says nothing; `none`: `None` there. */
  readonly sameSite: 'strict' | 'lax' | 'origin' | 'none';
  /** Whether browsers keep cookies apart by the site of the top window. */
  readonly partitioned: boolean;
  /** Cookies that browsers know by a name with a prefix, and the origin without. */
  readonly prefixes: readonly CookiePrefix[];
}

/** The cookies of these names, as the origin calls them, or all others. */
export interface CookieNames {
  readonly kind: 'only' | 'allBut';
  readonly names: readonly string[];
}

export interface CookiePrefix {
  /** As the origin calls the cookie. */
  readonly name: string;
  readonly prefix: '__Host-' | '__Secure-';
}

/** What holds where the rules say nothing. */
export const DEFAULT_COOKIES: CookieRule = {
  domain: 'host',
  httpOnly: { kind: 'only', names: [] },
  sameSite: 'origin',
  partitioned: false,
  prefixes: [],
};
