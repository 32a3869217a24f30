/** Where a request comes from, as far as its headers show. `own`: the host's own origin, whatever the host. */
export interface Site {
  readonly origin: 'absent' | 'own' | 'opaque' | 'other' | { readonly listed: string };
  readonly fetchSite: 'same-origin' | 'cross-site' | null;
  readonly navigates: boolean;
  readonly upgrades: boolean;
}
