import { statedConditions } from '../controls/conditions/index.ts';
import { type Engine, lineOf } from '../engine/index.ts';
import type { Access, Policy, RouteRule, SourceLine } from '../policy/index.ts';

/** Something of the rules that the cases must show at work. */
export interface CoverageItem {
  /** Unique; see `coveredBy` for how cases reach it. */
  readonly key: string;
  /** What the cases must show, as a clause: `route invoices: lets owner in`. */
  readonly text: string;
  readonly at: SourceLine;
}

type RolesAccess = Exclude<Access, { kind: 'public' }>;

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Everything that full coverage needs, in the order of the rules. */
export function coverageItems({ policy }: Engine): readonly CoverageItem[] {
  return [
    ...policy.hosts.map(({ pattern, at }) => ({ key: `host ${pattern}`, text: `host ${pattern}: is asked`, at })),
    ...denyItems(policy),
    ...policy.routes.flatMap((route) => routeItems(policy, route)),
  ];
}

/** A list of nobody denies nobody. */
function denyItems({ deny, addresses }: Policy): readonly CoverageItem[] {
  return deny.addresses
    .filter((list) => (addresses[list]?.v4.length ?? 0) + (addresses[list]?.v6.length ?? 0) > 0)
    .map((list) => ({ key: `deny ${list}`, text: `deny: refuses an address on ${list}`, at: deny.at }));
}

function routeItems(policy: Policy, route: RouteRule): readonly CoverageItem[] {
  const { access } = route;
  const item = (key: string, does: string, part: string): CoverageItem => ({
    key: `route ${route.id} ${key}`,
    text: `route ${route.id}: ${does}`,
    at: lineOf(route, part),
  });
  const items = [item('allow', 'lets a request through', 'id')];
  if (access.kind === 'roles') items.push(...visitorItems(policy, route, access, item));
  if (access.addresses !== null) items.push(item('addresses', 'refuses an address that is on no list', 'addresses'));
  if (access.conditions !== null)
    items.push(...statedConditions(access.conditions).map((part) => item(part, `refuses by "${part}"`, part)));
  for (const id of route.limits) items.push(item(`limit ${id}`, `refuses when the limit ${id} is used up`, 'limits'));
  if (route.cors !== null) {
    items.push(item('cors allow', 'lets a page of another origin call', 'cors'));
    items.push(item('cors refuse', 'refuses another site or what its page asks leave for', 'cors'));
  }
  return items;
}

function visitorItems(
  policy: Policy,
  { methods }: RouteRule,
  { roles, stepUp, actAs }: RolesAccess,
  item: (key: string, does: string, part: string) => CoverageItem,
): readonly CoverageItem[] {
  const items = [item('session', 'refuses whoever is not signed in', 'access')];
  if (roles !== 'any') {
    items.push(...roles.map((role) => item(`role ${role}`, `lets ${role} in`, 'roles')));
    if (policy.roles.some((role) => !roles.includes(role)))
      items.push(item('roles', 'refuses a session without its roles', 'roles'));
  }
  const changes = methods.some((method) => !SAFE.has(method));
  if (actAs === 'never' || (actAs === 'read-only' && changes))
    items.push(item('actAs', 'refuses who acts in the name of another user', 'actAs'));
  if (stepUp !== null) items.push(item('stepUp within', 'refuses who signed in too long ago', 'stepUp'));
  if (stepUp !== null && stepUp.methods.length > 0)
    items.push(item('stepUp methods', 'refuses who signed in by another method', 'stepUp'));
  return items;
}
