import { isBelow, type Path, type Report } from '../problems/index.ts';
import type { PlacedGroup, RouteEntry } from '../shape/index.ts';

/** The report for a route of a group: keys that the route does not state stand where the group states them. */
export function reportOfGroup(report: Report, route: Path, entry: RouteEntry, group: PlacedGroup): Report {
  const place = (path: Path): Path => {
    const key = path[route.length];
    const isInherited =
      key !== undefined && isBelow(path, route) && !Object.hasOwn(entry, key) && Object.hasOwn(group.entry, key);
    return isInherited ? [...group.path, ...path.slice(route.length)] : path;
  };
  return {
    ...report,
    add: (path, ...problem) => report.add(place(path), ...problem),
    line: (path) => report.line(place(path)),
    sourceLine: (path) => report.sourceLine(place(path)),
  };
}
