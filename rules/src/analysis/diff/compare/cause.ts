import { lineOf } from '../../../engine/index.ts';
import type { Conditions, Control, RouteRule, SourceLine } from '../../../policy/index.ts';
import type { DecidingRoute, Dimension } from '../axis/index.ts';

/** Which lines make a difference. Differences with one cause are one entry, on however many routes they show. */
export interface Cause {
  readonly key: string;
  readonly oldLine: SourceLine | null;
  readonly newLine: SourceLine | null;
}

const PARTS: Readonly<Record<Dimension, { readonly parts: readonly string[]; readonly control: Control | null }>> = {
  route: { parts: [], control: null },
  who: { parts: ['roles', 'access'], control: 'roles' },
  sites: { parts: ['cors'], control: 'crossSite' },
  pages: { parts: ['cors'], control: null },
  requestHeaders: { parts: ['cors'], control: 'crossSite' },
  hosts: { parts: ['tenant'], control: 'conditions' },
  addresses: { parts: ['addresses'], control: 'addresses' },
  tls: { parts: ['tls'], control: 'conditions' },
  countries: { parts: ['countries'], control: 'conditions' },
  asns: { parts: ['asns'], control: 'conditions' },
  times: { parts: ['times', 'from', 'until'], control: 'conditions' },
  actAs: { parts: ['actAs'], control: 'actAs' },
  authenticationAge: { parts: ['stepUp'], control: 'stepUp' },
  authenticationMethods: { parts: ['stepUp'], control: 'stepUp' },
};

/** Where a difference between two routes comes from: from a part of theirs, or from what all routes share. */
export function causeOf(dimension: Dimension, old: DecidingRoute, next: DecidingRoute): Cause {
  const { parts, control } = PARTS[dimension];
  const modes = [old, next].map(({ rule }) => control !== null && rule.observe.includes(control));
  if (modes[0] !== modes[1]) return routeCause(old.rule, next.rule, ['mode']);
  return sharedCause(dimension, old, next) ?? routeCause(old.rule, next.rule, parts);
}

/** Line of the part where either route writes it. */
export function routeCause(old: RouteRule | null, next: RouteRule | null, parts: readonly string[]): Cause {
  const line = (route: RouteRule | null): SourceLine | null => {
    if (route === null) return null;
    const part = parts.find((name) => route.lines[name] !== undefined);
    return part === undefined ? route.at : lineOf(route, part);
  };
  return { key: `route ${old?.id ?? ''} ${next?.id ?? ''}`, oldLine: line(old), newLine: line(next) };
}

function sharedCause(dimension: Dimension, old: DecidingRoute, next: DecidingRoute): Cause | null {
  const [a, b] = [old.rule.access, next.rule.access];
  if (dimension === 'hosts' && tenantRule(a.conditions) === tenantRule(b.conditions)) {
    const line = ({ engine }: DecidingRoute): SourceLine | null => engine.policy.hosts[0]?.at ?? null;
    return { key: 'hosts', oldLine: line(old), newLine: line(next) };
  }
  if (dimension === 'addresses' && String(a.addresses) === String(b.addresses)) {
    const denies = JSON.stringify(deniedOf(old)) !== JSON.stringify(deniedOf(next));
    if (denies) return { key: 'deny', oldLine: old.engine.policy.deny.at, newLine: next.engine.policy.deny.at };
    return { ...routeCause(old.rule, next.rule, ['addresses']), key: `addresses ${String(a.addresses)}` };
  }
  const isAny = a.kind === 'roles' && b.kind === 'roles' && a.roles === 'any' && b.roles === 'any';
  if (dimension === 'who' && isAny) return { ...routeCause(old.rule, next.rule, ['roles', 'access']), key: 'roles' };
  return null;
}

function tenantRule(conditions: Conditions | null): string {
  return conditions?.tenant ?? 'optional';
}

function deniedOf({ engine: { policy } }: DecidingRoute): unknown {
  return policy.deny.addresses.map((name) => [name, policy.addresses[name]]);
}
