import {
  axisOf,
  type ClassTraits,
  type ControlAxis,
  createCandidateSession,
  type DecidingRoute,
  type EffectiveRoute,
  type EquivalenceClass,
  type HostClass,
  ownHostOf,
  type Visitor,
  withOtherTenants,
} from '../../analysis/diff/axis/index.ts';
import { isHealthQuestion } from '../../engine/index.ts';
import { enforcedOrUnstated } from './enforced.ts';
import type { Conditions } from './policy.ts';
import { CONDITION_MODULES } from './registry.ts';

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
  prepare: () => (old, next, traits) =>
    axisOf(possibleHosts(traits).flatMap((each) => classesOf(each, traits.visitor, old, next))),
};

/** Requests of a host's own site cannot be made to it: they would come from no other site. */
function possibleHosts({ hosts, sites: [site] }: ClassTraits): readonly HostClass[] {
  return hosts.filter(({ host }) => host !== ownHostOf(site));
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
      if (visitor !== 'anonymous')
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
