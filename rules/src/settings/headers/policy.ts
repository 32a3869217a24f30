export interface HeadersSetting {
  /** Response headers that the gateway sets, in order, lower-case names. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}
