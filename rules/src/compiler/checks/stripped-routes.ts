import type { OriginRule, RouteRule } from '../../policy/index.ts';
import type { Report } from '../problems/index.ts';
import type { PlacedRule } from './placed-rule.ts';

/** Every route of an origin must lie below what the origin strips: of another path, no rest could be forwarded. */
export function checkStrippedRoutes(
  report: Report,
  routes: readonly PlacedRule[],
  origins: Readonly<Record<string, OriginRule>>,
): void {
  for (const { path, rule } of routes) {
    const strip = origins[rule.origin]?.path?.strip ?? '';
    if (strip === '' || beginsWith(rule, strip)) continue;
    report.add(
      [...path, 'path'],
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
