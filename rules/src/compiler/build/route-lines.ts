import { inheritedLines } from '../../settings/index.ts';
import type { Path } from '../problems/index.ts';
import type { PlacedGroup, RouteEntry } from '../shape/index.ts';
import type { Scope } from './scope.ts';

/**
 * Lines of the keys of a route and of its access, those that stand in the route's first line left out. Keys sorted.
 * Where the rules say at the top, or a group says, what holds for all routes, that line may count for a route that says nothing.
 * @param entry with what it inherits from its group
 */
export function routeLines(
  { rules, report }: Scope,
  path: Path,
  entry: RouteEntry,
  group: PlacedGroup | null,
): Readonly<Record<string, number>> {
  const first = report.line(path);
  const parts: (readonly [string, number])[] = Object.keys(entry).map((key) => [key, report.line([...path, key])]);
  const shared = group?.entry ?? {};
  for (const key of inheritedLines({ ...rules, ...shared }, entry))
    parts.push([key, report.line(shared[key] === undefined ? [key] : [...path, key])]);
  if (typeof entry.access !== 'string')
    for (const key of Object.keys(entry.access)) parts.push([key, report.line([...path, 'access', key])]);
  return Object.fromEntries(parts.filter(([, line]) => line !== first).sort(([a], [b]) => (a < b ? -1 : 1)));
}
