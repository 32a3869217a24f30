import type { RouteRule, Spelling } from '../../policy/index.ts';
import { isGatewayPath } from '../built-in.ts';
import { lineOf } from '../decision.ts';
import { type RefusalOf, refuse } from '../reasons/index.ts';
import {
  type NoRoute,
  type OddSegments,
  type RouteMatcher,
  readingsOf,
  SPELLING_WORDS,
  type Target,
  type UnclearPath,
} from '../target/index.ts';

/** Why no route decides a target. */
export type Unrouted = NoRoute | UnclearPath | RefusalOf<'malformed_path'>;

/** The route that decides a target. One with odd segments is decided by a route that keeps them, and only if every reading leads there. */
export function routeOf(matchRoute: RouteMatcher, target: Target, method: string): RouteRule | Unrouted {
  const found = matchRoute(target.path, method);
  if (target.odd === undefined) return found;
  const route = 'reason' in found ? null : found;
  const refused = route === null ? firstOf(target.odd) : notKept(route, target.odd);
  if (refused !== null) {
    const at = route === null ? null : lineOf(route, 'spelling');
    return refuse('malformed_path', at, { detail: SPELLING_WORDS[refused] });
  }
  return route === null ? found : (otherReading(matchRoute, target, method, route) ?? route);
}

function firstOf(odd: OddSegments): Spelling | null {
  const [spellings] = odd.values();
  return spellings?.[0] ?? null;
}

/** A spelling that the route does not keep, or that stands where its pattern names the segment. */
function notKept({ spelling, segments }: RouteRule, odd: OddSegments): Spelling | null {
  for (const [index, spellings] of odd) {
    const kept = segments[index]?.kind === 'literal' ? [] : spelling;
    const missing = spellings.find((one) => !kept.includes(one));
    if (missing !== undefined) return missing;
  }
  return null;
}

/** What a server may take the path for, if another route decides that, or none. */
function otherReading(matchRoute: RouteMatcher, target: Target, method: string, route: RouteRule): UnclearPath | null {
  const at = lineOf(route, 'spelling');
  const readings = readingsOf(target);
  if ('reason' in readings) return { ...readings, at };
  for (const [path, how] of readings) {
    const other = matchRoute(path, method);
    if (other === route && !isGatewayPath(path)) continue;
    const where = 'reason' in other ? 'no route' : `route ${other.id}`;
    return refuse('path_ambiguous', at, { detail: `${how}: ${where}` });
  }
  return null;
}
