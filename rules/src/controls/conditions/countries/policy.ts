export interface CountriesCondition {
  /** ISO 3166-1 alpha-2, upper case. */
  readonly countries: readonly string[] | null;
}
