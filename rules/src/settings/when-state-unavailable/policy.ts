export interface WhenStateUnavailableSetting {
  readonly whenStateUnavailable: WhenStateUnavailable;
}

/**
 * What happens while shared state does not answer. `closed`: refused. `stale`: judged by what was known at most so long
 * ago. `open`: let through without limits, revocation and the tenant's policy; recorded each time.
 */
export type WhenStateUnavailable =
  | { readonly kind: 'closed' }
  | { readonly kind: 'stale'; readonly seconds: number }
  | { readonly kind: 'open' };
