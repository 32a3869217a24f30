import type { OriginRule, RouteRule } from '../../policy/index.ts';
import type { Report } from '../problems/index.ts';
import type { IndexedRoute } from './indexed-route.ts';

/** Every route of an origin must lie below what the origin strips: of another path, no rest could be forwarded. */
export function checkStrippedRoutes(
  report: Report,
  routes: readonly IndexedRoute[],
  origins: Readonly<Record<string, OriginRule>>,
): void {
  for (const { index, rule } of routes) {
    const strip = origins[rule.origin]?.path?.strip ?? '';
    if (strip === '' || beginsWith(rule, strip)) continue;
    report.add(
      ['routes', index, 'path'],
      'outside_strip',
      `Route "${rule.id}" leads to origin "${rule.origin}", which strips "${strip}", and does not begin with it.`,
      `Begin the path with "${strip}/", or lead the route to an origin that does not strip it.`,
    );
  }
}

function beginsWith({ segments }: RouteRule, strip: string): boolean {
  return strip
    .slice(1)
    .split('/')
    .every((part, index) => {
      const segment = segments[index];
      return segment?.kind === 'literal' && segment.value === part;
    });
}
