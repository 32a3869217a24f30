import type { RouteRule } from '@portcullis/rules/policy';

/** What a matcher says of a path and a method: the route's id, or the reason for refusing. */
export type Answer = string;

/**
 * The documented order, written out without a thought for speed: of all routes whose pattern covers the path, the one
 * whose first differing segment is the more specific (literal, then variable, then `**`, and a path that ends before
 * one that goes on with `**`).
 */
export function referenceAnswer(routes: readonly RouteRule[], path: string, method: string): Answer {
  const segments = path === '/' ? [] : path.slice(1).split('/');
  const best = mostSpecific(routes, segments);
  if (segments.at(-1) === '') {
    const bare = mostSpecific(routes, segments.slice(0, -1));
    if (bare !== best) return 'no_route';
  }
  if (best === null) return 'no_route';
  const route = routes.find(
    (candidate) => rank(candidate) === best && covers(candidate, segments) && candidate.methods.includes(method),
  );
  if (route === undefined) return 'method_not_allowed';
  return route.segments.every((segment, index) => segment.kind !== 'literal' || segment.value === segments[index])
    ? route.id
    : 'path_case_mismatch';
}

function mostSpecific(routes: readonly RouteRule[], segments: readonly string[]): string | null {
  const ranks = routes.filter((route) => covers(route, segments)).map(rank);
  return ranks.sort()[0] ?? null;
}

function covers({ segments }: RouteRule, path: readonly string[]): boolean {
  const hasRest = segments.at(-1)?.kind === 'rest';
  const fixed = hasRest ? segments.slice(0, -1) : segments;
  if (hasRest ? path.length < fixed.length : path.length !== fixed.length) return false;
  return fixed.every((segment, index) => {
    const text = path[index] ?? '';
    return segment.kind === 'literal' ? folded(segment.value) === folded(text) : text !== '';
  });
}

function folded(text: string): string {
  return decodeURIComponent(text).normalize('NFKC').toLowerCase();
}

function rank({ segments }: RouteRule): string {
  return segments.map(({ kind }) => ({ literal: '0', any: '1', rest: '2' })[kind]).join('');
}
