/** From where a request comes, as far as its headers tell. `own`: the host's own origin, whatever the host. */
export interface Site {
  readonly origin: 'absent' | 'own' | 'opaque' | 'other' | { readonly listed: string };
  readonly fetchSite: 'same-origin' | 'cross-site' | null;
  readonly navigates: boolean;
  readonly upgrades: boolean;
}
