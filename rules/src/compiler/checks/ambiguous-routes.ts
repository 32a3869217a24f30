import type { RouteRule } from '../../policy/index.ts';
import type { Report } from '../problems/index.ts';
import type { IndexedRoute } from './indexed-route.ts';

/**
 * Two routes of one shape have the same specificity, regardless of the names of their variables, so only their methods can
 * separate them. Routes of different shapes are always ordered: at the first difference a literal wins over a
 * variable, and a variable over `**`.
 */
export function checkAmbiguousRoutes(report: Report, routes: readonly IndexedRoute[]): void {
  const owners = new Map<string, IndexedRoute>();
  for (const route of routes) {
    const overlaps = new Map<IndexedRoute, string[]>();
    for (const method of route.rule.methods) {
      const claim = `${method} ${shapeOf(route.rule)}`;
      const owner = owners.get(claim);
      if (owner === undefined) owners.set(claim, route);
      else overlaps.set(owner, [...(overlaps.get(owner) ?? []), method]);
    }
    for (const [owner, methods] of overlaps) reportOverlap(report, owner, route, methods);
  }
}

function reportOverlap(report: Report, first: IndexedRoute, second: IndexedRoute, methods: readonly string[]): void {
  const line = report.line(['routes', first.index]);
  report.add(
    ['routes', second.index, 'path'],
    'ambiguous_routes',
    `Routes "${first.rule.id}" (line ${line}) and "${second.rule.id}" match the same requests: ${methods.join(', ')} ${second.rule.path}.`,
    'Give each route its own methods or path, or join the two.',
  );
}

function shapeOf(rule: RouteRule): string {
  return rule.segments
    .map((segment) => (segment.kind === 'literal' ? `/=${segment.value}` : `/${segment.kind}`))
    .join('');
}
