export interface HeadersSetting {
  /** Response headers that the gateway sets, in order, lower-case names. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** What the rules may adjust of the response headers, at the top of the file and again for each route. */
export interface HeaderSettings {
  readonly frameAncestors: readonly string[];
  /** Directives and their sources, without frame-ancestors and reporting. */
  readonly csp: Readonly<Record<string, readonly string[]>>;
  /** Features and who may use them: no one, `self`, or origins. */
  readonly permissions: Readonly<Record<string, readonly string[]>>;
  readonly referrerPolicy: string;
  readonly crossOriginOpenerPolicy: string;
  readonly crossOriginResourcePolicy: string;
}
