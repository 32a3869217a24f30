import type { HostPattern } from '../../policy/index.ts';

/** A tenant's id: safe in a host, a key and a log. */
export const TENANT_ID = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Whether `text` may be a tenant's id. */
export function isTenantId(text: string): boolean {
  return TENANT_ID.test(text);
}

export interface HostMatch {
  /** The tenant that the host names, or `null` where the host names none. */
  readonly tenant: string | null;
  readonly pattern: HostPattern;
}

/** The public host that a host is, or for which it stands in development, as the rules' `hosts` write it. */
export function publicHostOf({ pattern, standsFor }: HostPattern): string {
  return standsFor ?? pattern;
}

/** Matches canonical hosts (see `canonicalTarget`). A fixed host wins over a `{tenant}` pattern. */
export function createHostMatcher(hosts: readonly HostPattern[]): (host: string) => HostMatch | null {
  const fixed = new Map<string, HostMatch>();
  const ofTenants = new Map<string, HostPattern>();
  for (const pattern of hosts) {
    const { labels, port } = pattern;
    const suffix = port === null ? '' : `:${port}`;
    if (labels[0] === null) ofTenants.set(`${labels.slice(1).join('.')}${suffix}`, pattern);
    else fixed.set(`${labels.join('.')}${suffix}`, { tenant: null, pattern });
  }
  return (host) => {
    const found = fixed.get(host);
    if (found !== undefined) return found;
    const dot = host.indexOf('.');
    const pattern = dot < 0 ? undefined : ofTenants.get(host.slice(dot + 1));
    if (pattern === undefined) return null;
    const tenant = host.slice(0, dot);
    return isTenantId(tenant) ? { tenant, pattern } : null;
  };
}
