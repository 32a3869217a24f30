import { createRouteMatcher } from '../../engine/index.ts';
import type { PathSegment, Policy, RouteRule } from '../../policy/index.ts';
import { type Advice, createAdvice } from './catalogue/index.ts';

/**
 * Routes that no path reaches. A segment that no route spells out takes the variable branch everywhere, so the paths of
 * such segments, of every length, are those on which a pattern has the fewest rivals.
 */
export function adviseOnReach({ routes }: Policy): readonly Advice[] {
  const match = createRouteMatcher(routes);
  const fresh = freshSegment(routes);
  const deepest = Math.max(0, ...routes.map(({ segments }) => segments.length));
  return routes
    .filter((route) => !pathsOf(route, fresh, deepest).some((path) => match(path, route.methods[0] ?? '') === route))
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
