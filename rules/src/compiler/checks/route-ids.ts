import type { Report } from '../problems/index.ts';
import type { RulesFile } from '../shape/index.ts';

/** Route ids stand in contexts, logs and reports, so each must mean one route. */
export function checkRouteIds(report: Report, rules: RulesFile, indexes: readonly number[]): void {
  const first = new Map<string, number>();
  for (const [position, { id }] of rules.routes.entries()) {
    const index = indexes[position] ?? position;
    const earlier = first.get(id);
    if (earlier === undefined) first.set(id, index);
    else
      report.add(
        ['routes', index, 'id'],
        'duplicate_entry',
        `The route id "${id}" is taken by line ${report.line(['routes', earlier])}.`,
        'Choose another id.',
      );
  }
}
