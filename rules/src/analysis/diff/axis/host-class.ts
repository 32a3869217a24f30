import type { Engine } from '../../../engine/index.ts';
import type { HostPattern } from '../../../policy/index.ts';

/** Hosts that neither version of the rules distinguishes: one host, or all tenants' hosts of one domain. */
export interface HostClass {
  readonly words: string;
  /** A host of the class. */
  readonly host: string;
  /** The tenant that the host names, `null` for none; `undefined`: the version does not serve the host. */
  readonly oldTenant: string | null | undefined;
  readonly newTenant: string | null | undefined;
}

/** Every host that either version serves, in classes: those of tenants first, since witnesses are taken from the front. */
export function hostClassesOf(old: Engine, next: Engine): readonly HostClass[] {
  const patterns = [...old.policy.hosts, ...next.policy.hosts];
  const exact = [...new Set(patterns.filter(({ labels }) => labels[0] !== null).map(textOf))].toSorted();
  const suffixes = [...new Set(patterns.filter(({ labels }) => labels[0] === null).map(textOf))].toSorted();
  const hosts = [
    ...suffixes.map((suffix) => ({ words: `{tenant}.${suffix}`, host: `${freeTenant(suffix, exact)}.${suffix}` })),
    ...exact.map((host) => ({ words: host, host })),
  ];
  return hosts.map(({ words, host }) => ({
    words,
    host,
    oldTenant: tenantOf(old, host),
    newTenant: tenantOf(next, host),
  }));
}

function tenantOf(engine: Engine, host: string): string | null | undefined {
  const match = engine.matchHost(host);
  return match === null ? undefined : match.tenant;
}

function textOf({ labels, port }: HostPattern): string {
  return `${labels.filter((label) => label !== null).join('.')}${port === null ? '' : `:${port}`}`;
}

function freeTenant(suffix: string, exact: readonly string[]): string {
  for (let count = 1; ; count++) {
    const tenant = count === 1 ? 'acme' : `acme${count}`;
    if (!exact.includes(`${tenant}.${suffix}`)) return tenant;
  }
}
