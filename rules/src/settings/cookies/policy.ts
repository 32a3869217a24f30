export interface CookiesSetting {
  /** `host`: cookies of the origin lose their `Domain`, so that no other host gets them. `keep`: it stands. */
  readonly cookieDomain: 'host' | 'keep';
}
