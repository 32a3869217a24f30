import type { Path, Report } from '../problems/index.ts';
import type { PlacedRoute } from '../shape/index.ts';

/** Route ids stand in contexts, logs and reports, so each must mean one route. */
export function checkRouteIds(report: Report, routes: readonly PlacedRoute[]): void {
  const first = new Map<string, Path>();
  for (const { path, entry } of routes) {
    const earlier = first.get(entry.id);
    if (earlier === undefined) first.set(entry.id, path);
    else
      report.add(
        [...path, 'id'],
        'duplicate_entry',
        `The route id "${entry.id}" is taken by line ${report.line(earlier)}.`,
        'Choose another id.',
      );
  }
}
