import {
  axisOf,
  type ClassTraits,
  type ControlAxis,
  createCandidateSession,
  type DecidingRoute,
  type EffectiveRoute,
  type EquivalenceClass,
  ownHostOf,
  type Visitor,
  withOtherTenants,
} from '../../analysis/diff/axis/index.ts';
import { type Engine, isHealthQuestion } from '../../engine/index.ts';
import type { HostPattern } from '../../policy/index.ts';
import { enforcedOrUnstated } from './enforced.ts';
import type { Conditions } from './policy.ts';
import { CONDITION_MODULES } from './registry.ts';

/** Hosts that neither version of the rules distinguishes: one host, or all tenants' hosts of one domain. */
interface HostClass {
  readonly words: string;
  /** A host of the class. */
  readonly host: string;
  readonly oldTenant: string | null | undefined;
  readonly newTenant: string | null | undefined;
}

/** At which hosts requests pass, and with sessions of which tenant. */
export const hostsAxis: ControlAxis = {
  dimension: 'hosts',
  title: 'hosts',
  parts: CONDITION_MODULES.flatMap(({ diff, schema }) => (diff.axis.of === 'host' ? Object.keys(schema) : [])),
  sharedCause: (old, next) => {
    if (needsTenant(old) !== needsTenant(next)) return null;
    const line = ({ engine }: DecidingRoute): string | null => engine.policy.hosts[0]?.at ?? null;
    return { key: 'hosts', oldLine: line(old), newLine: line(next) };
  },
  prepare: (old, next) => {
    const hosts = hostClassesOf(old, next);
    return (oldRoute, newRoute, traits) =>
      axisOf(possibleHosts(hosts, traits).flatMap((each) => classesOf(each, traits.visitor, oldRoute, newRoute)));
  },
};

/** Requests of a host's own site cannot be made to it: they would come from no other site. */
function possibleHosts(hosts: readonly HostClass[], { sites: [site] }: ClassTraits): readonly HostClass[] {
  return hosts.filter(({ host }) => host !== ownHostOf(site));
}

function hostClassesOf(old: Engine, next: Engine): readonly HostClass[] {
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

/** `undefined`: the gateway does not serve the host. */
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

function classesOf(
  hosts: HostClass,
  visitor: Visitor,
  old: EffectiveRoute | null,
  next: EffectiveRoute | null,
): readonly EquivalenceClass[] {
  const { words, host, oldTenant, newTenant } = hosts;
  const hostTenant = oldTenant ?? newTenant ?? null;
  const classOf = (text: string, ofHostTenant: boolean): EquivalenceClass => ({
    words: [text],
    old: old !== null && passes(old, oldTenant, ofHostTenant),
    new: next !== null && passes(next, newTenant, ofHostTenant),
    apply: (candidate) => {
      candidate.host = host;
      candidate.hostTenant = hostTenant;
      if (visitor === 'session')
        candidate.session = { ...(candidate.session ?? createCandidateSession()), ofHostTenant };
    },
  });
  if (visitor === 'anonymous' || hostTenant === null) return [classOf(words, true)];
  return [classOf(words, true), classOf(withOtherTenants(words), false)];
}

function passes(route: EffectiveRoute, tenant: string | null | undefined, ofHostTenant: boolean): boolean {
  // Health is answered under any host, with any session or none.
  if (answersAnyHost(route)) return true;
  if (tenant === undefined) return false;
  if (tenant === null) return passesWithoutTenant(enforcedOrUnstated(route));
  return ofHostTenant || route.ignoresSession;
}

function needsTenant({ rule: { access } }: DecidingRoute): boolean {
  return access.conditions !== null && !passesWithoutTenant(access.conditions);
}

function passesWithoutTenant(conditions: Conditions): boolean {
  return CONDITION_MODULES.every(({ diff: { axis } }) => axis.of !== 'host' || axis.passesWithoutTenant(conditions));
}

function answersAnyHost({ rule, preflight }: EffectiveRoute): boolean {
  const target = { scheme: 'https' as const, host: '', path: rule.path, query: '' };
  return !preflight && rule.methods.some((method) => isHealthQuestion({ method, target }));
}
