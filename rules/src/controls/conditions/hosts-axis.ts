import { type Engine, isHealthQuestion } from '../../../engine/index.ts';
import type { HostPattern } from '../../../policy/index.ts';
import {
  type Axis,
  axisOf,
  createCandidateSession,
  type EffectiveRoute,
  type EquivalenceClass,
  enforcedConditions,
} from '../axis/index.ts';
import type { Visitor } from './visitor.ts';

const OTHER_TENANT = ' with a session of another tenant';

/** Hosts that neither version of the rules distinguishes: one host, or all tenants' hosts of one domain. */
interface HostClass {
  readonly words: string;
  /** A host of the class. */
  readonly host: string;
  readonly oldTenant: string | null | undefined;
  readonly newTenant: string | null | undefined;
}

export type HostAxis = (
  visitor: Visitor,
  old: EffectiveRoute | null,
  next: EffectiveRoute | null,
  /** A host that the requests cannot be made to. */
  excluded: string | null,
) => Axis;

/** At which hosts requests pass, and with sessions of which tenant. */
export function createHostAxis(old: Engine, next: Engine): HostAxis {
  const hosts = hostClassesOf(old, next);
  return (visitor, oldRoute, newRoute, excluded) =>
    axisOf(
      'hosts',
      hosts.filter(({ host }) => host !== excluded).flatMap((each) => classesOf(each, visitor, oldRoute, newRoute)),
    );
}

/** The hosts alone. */
export function withoutOtherTenants(words: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...words].filter((word) => !word.endsWith(OTHER_TENANT)));
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

/** `undefined`: the host is none of the gateway's. */
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
  return [classOf(words, true), classOf(`${words}${OTHER_TENANT}`, false)];
}

function passes(route: EffectiveRoute, tenant: string | null | undefined, ofHostTenant: boolean): boolean {
  // Health is answered under any host, whatever session comes along.
  if (answersAnyHost(route)) return true;
  if (tenant === undefined) return false;
  if (tenant === null) return enforcedConditions(route)?.tenant !== 'required';
  return ofHostTenant || route.ignoresSession;
}

function answersAnyHost({ rule, preflight }: EffectiveRoute): boolean {
  const target = { scheme: 'https' as const, host: '', path: rule.path, query: '' };
  return !preflight && rule.methods.some((method) => isHealthQuestion({ method, target }));
}
