/** Where a request comes from, as far as its headers show. `own`: the host's own origin, whichever host it is. */
export interface Site {
  readonly origin: 'absent' | 'own' | 'opaque' | 'other' | { readonly listed: string };
  readonly fetchSite: 'same-origin' | 'cross-site' | null;
  readonly navigates: boolean;
  /** The body is a form's. */
  readonly form: boolean;
  readonly upgrades: boolean;
}

/** Where requests come from that no other site is behind. */
export const OWN_SITE = 'the own site';

/** The host whose own origin the site is: no request of the site can be made to it. */
export function ownHostOf({ origin }: Site): string | null {
  return typeof origin === 'object' ? origin.listed.slice('https://'.length) : null;
}

/** For people; several sites may read the same. */
export function siteWords({ origin, fetchSite, navigates, form, upgrades }: Site): string {
  if (upgrades) {
    if (origin === 'absent') return 'WebSockets without Origin';
    return origin === 'own' && fetchSite !== 'cross-site' ? 'WebSockets of the own site' : 'WebSockets of other sites';
  }
  const senders = form ? 'forms' : 'pages';
  if (typeof origin === 'object') return `${senders} of ${origin.listed}`;
  if (origin === 'opaque') return `${senders} without an origin`;
  if (origin === 'other') return `${senders} of other sites`;
  if (fetchSite !== 'cross-site') return OWN_SITE;
  return navigates ? 'links of other sites' : 'resources in pages of other sites';
}
