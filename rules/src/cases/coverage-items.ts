import { CONTROL_MODULES, type CoveragePart } from '../controls/index.ts';
import { type Engine, lineOf } from '../engine/index.ts';
import type { Policy, RouteRule, SourceLine } from '../policy/index.ts';

/** Something of the rules that the cases must show at work. */
export interface CoverageItem {
  /** Unique; see `coveredBy` for how cases reach it. */
  readonly key: string;
  /** What the cases must show, as a clause: `route invoices: lets owner in`. */
  readonly text: string;
  readonly at: SourceLine;
}

/** Everything that full coverage needs, in the order of the rules. */
export function coverageItems({ policy }: Engine): readonly CoverageItem[] {
  return [
    ...policy.hosts.map(({ pattern, at }) => ({ key: `host ${pattern}`, text: `host ${pattern}: is asked`, at })),
    ...denyItems(policy),
    ...policy.routes.flatMap((route) => routeItems(policy, route)),
  ];
}

/** An empty list denies no address. */
function denyItems({ deny, addresses }: Policy): readonly CoverageItem[] {
  return deny.addresses
    .filter((list) => (addresses[list]?.v4.length ?? 0) + (addresses[list]?.v6.length ?? 0) > 0)
    .map((list) => ({ key: `deny ${list}`, text: `deny: refuses an address on ${list}`, at: deny.at }));
}

function routeItems(policy: Policy, route: RouteRule): readonly CoverageItem[] {
  const parts: readonly CoveragePart[] = [
    { key: 'allow', does: 'lets a request through', part: 'id' },
    ...Object.values(CONTROL_MODULES).flatMap(({ coverage }) => coverage.items(route, policy)),
  ];
  return parts.map(({ key, does, part }) => ({
    key: `route ${route.id} ${key}`,
    text: `route ${route.id}: ${does}`,
    at: lineOf(route, part),
  }));
}
