import { rolesOfTokens, takesOwnSessions } from '../../../engine/index.ts';
import type { Policy, RouteRule } from '../../../policy/index.ts';
import type { Numbering } from './route-tree.ts';

/** Numbers of a route; lines do not count, and address lists count by their content. */
export interface RouteClasses {
  /** Equal for routes that say the same. */
  readonly whole: (route: RouteRule) => number;
  /** Equal for routes that treat the requests which they decide alike. */
  readonly treatment: (route: RouteRule) => number;
}

export function createRouteClasses(policy: Policy, numbering: Numbering): RouteClasses {
  const lists = listNumbers(policy, numbering);
  const countsByRoute = (id: string): boolean => policy.limits[id]?.by.includes('route') === true;
  const treatment = remembered((route) => {
    const { at: _at, lines: _lines, id, hosts, path: _path, segments: _segments, methods: _methods, ...rule } = route;
    const members = (route.access.addresses ?? []).map((name) => lists.get(name));
    // Of the hosts, only the session that the route may start knows, and one that an app starts for its own host.
    const startsEverywhere = rule.signIn && hosts === null;
    const takesOwn = takesOwnSessions(route, policy);
    const named = route.limits.some(countsByRoute) ? id : null;
    return numbering(`treatment ${JSON.stringify([rule, members, named, startsEverywhere, takesOwn])}`);
  });
  const whole = remembered((route) => {
    const { id, hosts, segments, methods } = route;
    // Beside a route for every host, one for this host decides.
    return numbering(`route ${JSON.stringify([id, hosts === null, segments, methods, treatment(route)])}`);
  });
  return { whole, treatment };
}

/** Number of what bears on every route: equal where two policies differ in their routes only. */
export function sharedClass(policy: Policy, numbering: Numbering): number {
  const lists = listNumbers(policy, numbering);
  const hosts = policy.hosts.map(({ labels, port }) => JSON.stringify([labels, port])).toSorted();
  const denied = policy.deny.addresses.map((name) => lists.get(name)).toSorted();
  return numbering(`shared ${JSON.stringify([hosts, denied, policy.roles.toSorted(), rolesOfTokens(policy)])}`);
}

function listNumbers({ addresses }: Policy, numbering: Numbering): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(addresses).map(([name, { v4, v6 }]) => [name, numbering(`list ${v4.join()} ${v6.join()}`)]),
  );
}

function remembered(classOf: (route: RouteRule) => number): (route: RouteRule) => number {
  const classes = new Map<RouteRule, number>();
  return (route) => {
    const known = classes.get(route) ?? classOf(route);
    classes.set(route, known);
    return known;
  };
}
