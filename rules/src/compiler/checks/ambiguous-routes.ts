import type { RouteRule } from '../../policy/index.ts';
import type { Report } from '../problems/index.ts';
import type { PlacedRule } from './placed-rule.ts';

/**
 * Two routes of one shape have the same specificity, regardless of the names of their variables, so only their methods and
 * hosts can separate them: a route for a host wins over one for every host. Routes of different shapes are always ordered: at
 * the first difference a literal wins over a variable, and a variable over `**`.
 */
export function checkAmbiguousRoutes(report: Report, routes: readonly PlacedRule[]): void {
  const owners = new Map<string, PlacedRule>();
  for (const route of routes) {
    const overlaps = new Map<PlacedRule, Set<string>>();
    for (const claim of claimsOf(route.rule)) {
      const owner = owners.get(claim.text);
      if (owner === undefined) owners.set(claim.text, route);
      else overlaps.set(owner, (overlaps.get(owner) ?? new Set()).add(claim.method));
    }
    for (const [owner, methods] of overlaps) reportOverlap(report, owner, route, [...methods]);
  }
}

function claimsOf(rule: RouteRule): readonly { readonly method: string; readonly text: string }[] {
  const shape = shapeOf(rule);
  // A host that stands there twice is a mistake of its own.
  const hosts = [...new Set(rule.hosts ?? [''])];
  return rule.methods.flatMap((method) => hosts.map((host) => ({ method, text: `${method} ${host} ${shape}` })));
}

function reportOverlap(report: Report, first: PlacedRule, second: PlacedRule, methods: readonly string[]): void {
  const line = report.line(first.path);
  report.add(
    [...second.path, 'path'],
    'ambiguous_routes',
    `Routes "${first.rule.id}" (line ${line}) and "${second.rule.id}" match the same requests: ${methods.join(', ')} ${second.rule.path}.`,
    'Give each route its own methods, path or host, or join the two.',
  );
}

function shapeOf(rule: RouteRule): string {
  return rule.segments
    .map((segment) => (segment.kind === 'literal' ? `/=${segment.value}` : `/${segment.kind}`))
    .join('');
}
