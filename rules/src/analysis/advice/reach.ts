import { createHostRoutes, type HostRoutes } from '../../engine/index.ts';
import type { PathSegment, Policy, RouteRule } from '../../policy/index.ts';
import { type Advice, createAdvice } from './catalogue/index.ts';

/** Hosts at which nothing is open, and routes that no path of any host reaches. */
export function adviseOnReach({ hosts, routes }: Policy): readonly Advice[] {
  const routesAt = createHostRoutes(hosts, routes);
  const closed = hosts.filter((host) => routesAt(host).rules.length === 0);
  return [
    ...closed.map((host) =>
      createAdvice(
        'host_without_routes',
        host.at,
        `No route decides at "${host.pattern}", so every request to it is refused.`,
        'Give it a route, or remove it from "hosts".',
      ),
    ),
    ...adviseOnRoutes(routes, new Set(hosts.map(routesAt))),
  ];
}

/**
 * Routes that no path reaches. A segment that no route spells out takes the variable branch everywhere, so the paths of
 * such segments, of every length, are those on which a pattern has the fewest rivals.
 */
function adviseOnRoutes(routes: readonly RouteRule[], places: Iterable<HostRoutes>): readonly Advice[] {
  const matchers = [...places].map(({ rules, matchRoute }) => ({ has: new Set(rules), matchRoute }));
  const fresh = freshSegment(routes);
  const deepest = Math.max(0, ...routes.map(({ segments }) => segments.length));
  return routes
    .filter((route) => {
      const paths = pathsOf(route, fresh, deepest);
      const decides = ({ has, matchRoute }: (typeof matchers)[number]): boolean =>
        has.has(route) && paths.some((path) => route.methods.some((method) => matchRoute(path, method) === route));
      return !matchers.some(decides);
    })
    .map((route) =>
      createAdvice(
        'unreachable_route',
        route.at,
        `Route "${route.id}" never decides: other routes take every path of ${route.path}.`,
        'Remove it, or remove the routes that take its paths.',
      ),
    );
}

function pathsOf({ segments }: RouteRule, fresh: string, deepest: number): readonly string[] {
  const fixed = segments.filter((segment) => segment.kind !== 'rest').map((segment) => spell(segment, fresh));
  if (fixed.length === segments.length) return [`/${fixed.join('/')}`];
  const lengths = Array.from({ length: deepest + 1 - fixed.length + 1 }, (_, index) => index);
  return lengths.map((length) => `/${[...fixed, ...Array<string>(length).fill(fresh)].join('/')}`);
}

function spell(segment: PathSegment, fresh: string): string {
  return segment.kind === 'literal' ? segment.value : fresh;
}

function freshSegment(routes: readonly RouteRule[]): string {
  const literals = new Set(
    routes.flatMap(({ segments }) =>
      segments.flatMap((segment) => (segment.kind === 'literal' ? [segment.value.toLowerCase()] : [])),
    ),
  );
  let fresh = 'other';
  while (literals.has(fresh)) fresh += '-';
  return fresh;
}
