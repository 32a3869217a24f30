import type { HostPattern } from '../../policy/index.ts';

const TENANT = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Whether `text` may be a tenant id: safe in a host, a key and a log. */
export function isTenantId(text: string): boolean {
  return TENANT.test(text);
}

export interface HostMatch {
  /** The tenant that the host names, or `null` where the host names none. */
  readonly tenant: string | null;
}

/** Matches canonical hosts (see `canonicalTarget`). A fixed host wins over a `{tenant}` pattern. */
export function createHostMatcher(hosts: readonly HostPattern[]): (host: string) => HostMatch | null {
  const fixed = new Set<string>();
  const tenantSuffixes = new Set<string>();
  for (const { labels, port } of hosts) {
    const suffix = port === null ? '' : `:${port}`;
    if (labels[0] === null) tenantSuffixes.add(`${labels.slice(1).join('.')}${suffix}`);
    else fixed.add(`${labels.join('.')}${suffix}`);
  }
  return (host) => {
    if (fixed.has(host)) return { tenant: null };
    const dot = host.indexOf('.');
    if (dot < 0 || !tenantSuffixes.has(host.slice(dot + 1))) return null;
    const tenant = host.slice(0, dot);
    return isTenantId(tenant) ? { tenant } : null;
  };
}
