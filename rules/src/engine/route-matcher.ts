import type { RouteRule } from '../policy/index.ts';
import { type Refusal, refuse } from './reason.ts';

interface Node {
  readonly literals: Map<string, Node>;
  any: Node | null;
  /** Routes that end here; their method sets are disjoint, which the compiler has checked. */
  readonly end: RouteRule[];
  /** Routes that end here with `**`. */
  readonly rest: RouteRule[];
}

export type RouteMatcher = (path: string, method: string) => RouteRule | Refusal;

/**
 * Matches canonical paths. At each segment a literal wins over a variable, and a variable over `**`, whatever the order
 * of the routes. The most specific path decides alone: where it does not allow the method, no wider route is tried.
 * Literals are found by their folded form and must then be spelled as the rules spell them, since an origin that ignores
 * case or decodes `%40` would otherwise serve `/ADMIN` by the rules of a wider route. For the same reason a trailing slash
 * is refused where the path without it belongs to another route.
 */
export function createRouteMatcher(routes: readonly RouteRule[]): RouteMatcher {
  const root = createNode();
  for (const route of routes) insert(root, route);
  return (path, method) => {
    // '/' alone has no segment; a trailing slash elsewhere is an empty last segment, which only `**` covers.
    const segments = path === '/' ? [] : path.slice(1).split('/');
    const found = find(root, segments, 0);
    if (segments.at(-1) === '') {
      const bare = find(root, segments.slice(0, -1), 0);
      if (bare !== found) return refuse('no_route', bare?.[0]?.at ?? null, { detail: 'trailing slash' });
    }
    if (found === null) return refuse('no_route');
    const route = found.find((candidate) => candidate.methods.includes(method));
    if (route === undefined) {
      const allow = [...new Set(found.flatMap((candidate) => candidate.methods))];
      return refuse('method_not_allowed', found[0]?.at ?? null, { allow });
    }
    return sameSpelling(route, segments) ? route : refuse('path_case_mismatch', route.at);
  };
}

function createNode(): Node {
  return { literals: new Map(), any: null, end: [], rest: [] };
}

function insert(root: Node, route: RouteRule): void {
  let node = root;
  for (const segment of route.segments) {
    if (segment.kind === 'rest') {
      node.rest.push(route);
      return;
    }
    if (segment.kind === 'any') {
      node.any ??= createNode();
      node = node.any;
    } else {
      const key = fold(segment.value);
      const next = node.literals.get(key) ?? createNode();
      node.literals.set(key, next);
      node = next;
    }
  }
  node.end.push(route);
}

function find(node: Node, segments: readonly string[], index: number): RouteRule[] | null {
  const segment = segments[index];
  if (segment === undefined) return node.end.length > 0 ? node.end : node.rest.length > 0 ? node.rest : null;
  const literal = node.literals.get(fold(segment));
  const byLiteral = literal === undefined ? null : find(literal, segments, index + 1);
  if (byLiteral !== null) return byLiteral;
  const byAny = node.any === null || segment === '' ? null : find(node.any, segments, index + 1);
  if (byAny !== null) return byAny;
  return node.rest.length > 0 ? node.rest : null;
}

function sameSpelling(route: RouteRule, segments: readonly string[]): boolean {
  return route.segments.every((segment, index) => segment.kind !== 'literal' || segment.value === segments[index]);
}

/** What origins that ignore case, decode, or normalise Unicode may take two segments to be: the same. */
function fold(segment: string): string {
  const text = segment.includes('%') ? decodeURIComponent(segment).normalize('NFKC') : segment;
  return text.toLowerCase();
}
