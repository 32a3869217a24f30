import type { RouteRule } from '../../policy/index.ts';
import type { IndexedRoute } from '../build-routes.ts';
import type { Report } from '../report.ts';

/**
 * Two routes of one shape have the same specificity, whatever their variables are called, so only their methods can
 * tell them apart. Routes of different shapes are always ordered: at the first difference a literal wins over a
 * variable, and a variable over `**`.
 */
export function checkAmbiguousRoutes(report: Report, routes: readonly IndexedRoute[]): void {
  const byShape = new Map<string, IndexedRoute[]>();
  for (const route of routes) {
    const shape = shapeOf(route.rule);
    const earlier = byShape.get(shape) ?? [];
    for (const other of earlier) reportOverlap(report, other, route);
    earlier.push(route);
    byShape.set(shape, earlier);
  }
}

function reportOverlap(report: Report, first: IndexedRoute, second: IndexedRoute): void {
  const shared = second.rule.methods.filter((method) => first.rule.methods.includes(method));
  if (shared.length === 0) return;
  const line = report.line(['routes', first.index]);
  report.add(
    ['routes', second.index, 'path'],
    'ambiguous_routes',
    `Routes "${first.rule.id}" (line ${line}) and "${second.rule.id}" match the same requests: ${shared.join(', ')} ${second.rule.path}.`,
    'Give each route its own methods or path, or join the two.',
  );
}

function shapeOf(rule: RouteRule): string {
  return rule.segments.map((segment) => (segment.kind === 'literal' ? `/=${segment.value}` : `/${segment.kind}`)).join('');
}
