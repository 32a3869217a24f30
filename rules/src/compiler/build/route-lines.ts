import type { Path, Report } from '../problems/index.ts';
import type { RouteEntry } from '../shape/index.ts';

/**
 * Lines of the keys of a route and of its access, those that stand in the route's first line left out. Keys sorted.
 * `inheritsCookies`: the rules say at the top what becomes of cookies, and that line counts where the route says nothing.
 */
export function routeLines(
  report: Report,
  path: Path,
  entry: RouteEntry,
  inheritsCookies: boolean,
): Readonly<Record<string, number>> {
  const first = report.line(path);
  const parts: (readonly [string, number])[] = Object.keys(entry).map((key) => [key, report.line([...path, key])]);
  if (inheritsCookies && entry.cookies === undefined) parts.push(['cookies', report.line(['cookies'])]);
  if (typeof entry.access !== 'string')
    for (const key of Object.keys(entry.access)) parts.push([key, report.line([...path, 'access', key])]);
  return Object.fromEntries(parts.filter(([, line]) => line !== first).sort(([a], [b]) => (a < b ? -1 : 1)));
}
