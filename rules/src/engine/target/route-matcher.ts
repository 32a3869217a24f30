import type { RouteRule } from '../../policy/index.ts';
import { type RefusalOf, refuse } from '../reasons/index.ts';
import { fold } from './fold.ts';
import { buildRouteTree, type RouteEnd, type RouteNode, wordBelow } from './route-tree.ts';

/** Why no route decides. */
export type NoRoute = RefusalOf<'no_route' | 'method_not_allowed' | 'path_case_mismatch'>;

export type RouteMatcher = (path: string, method: string) => RouteRule | NoRoute;

/** A path on its way through the tree. */
interface Search {
  readonly segments: readonly string[];
  /** Whether each literal of the route that was found is known to be spelled as in the rules. */
  sameSpelling: boolean;
}

/**
 * Matches canonical paths. At each segment a literal wins over a variable, and a variable over `**`, regardless of the order
 * of the routes. The most specific path decides alone: where it does not allow the method, no wider route is tried.
 * Literals are found by their folded form and must then be spelled as the rules spell them, since an origin that ignores
 * case or decodes `%40` would otherwise serve `/ADMIN` by the rules of a wider route. For the same reason a trailing slash
 * is refused where the path without it belongs to another route.
 */
export function createRouteMatcher(
  routes: readonly RouteRule[],
  root: RouteNode = buildRouteTree(routes),
): RouteMatcher {
  return (path, method) => {
    // '/' alone has no segment; a trailing slash elsewhere is an empty last segment, which only `**` covers.
    const segments = path === '/' ? [] : path.slice(1).split('/');
    const search: Search = { segments, sameSpelling: true };
    const found = find(root, search, 0);
    if (segments.at(-1) === '') {
      const bare = find(root, { segments: segments.slice(0, -1), sameSpelling: true }, 0);
      if (bare !== found) return refuse('no_route', bare?.route.at ?? null, { detail: 'trailing slash' });
    }
    if (found === null) return refuse('no_route');
    const route = routeFor(found, method);
    if (route === null) return refuse('method_not_allowed', found.route.at, { allow: methodsOf(found) });
    return search.sameSpelling || isSpelledAs(route, segments) ? route : refuse('path_case_mismatch', route.at);
  };
}

function find(node: RouteNode, search: Search, index: number): RouteEnd | null {
  const segment = search.segments[index];
  if (segment === undefined) return node.end ?? node.rest;
  const literal = wordBelow(node, fold(segment));
  const byLiteral = literal === null ? null : find(literal, search, index + 1);
  if (byLiteral !== null) {
    if (literal?.spelling !== segment) search.sameSpelling = false;
    return byLiteral;
  }
  const byAny = node.any === null || segment === '' ? null : find(node.any, search, index + 1);
  return byAny ?? node.rest;
}

function routeFor(first: RouteEnd, method: string): RouteRule | null {
  for (let end: RouteEnd | null = first; end !== null; end = end.next) {
    if (end.methods.includes(method)) return end.route;
  }
  return null;
}

function methodsOf(first: RouteEnd): readonly string[] {
  const methods = new Set<string>();
  for (let end: RouteEnd | null = first; end !== null; end = end.next) {
    for (const method of end.methods) methods.add(method);
  }
  return [...methods];
}

function isSpelledAs(route: RouteRule, segments: readonly string[]): boolean {
  return route.segments.every((segment, index) => segment.kind !== 'literal' || segment.value === segments[index]);
}
