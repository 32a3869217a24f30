import type { Path } from '../problems/index.ts';
import type { RulesFile } from './schema.ts';
import { isRouteGroup, type RouteEntry, type RouteGroupEntry } from './schema-route.ts';

/** A route as the rules write it, and where it stands. */
export interface PlacedRoute {
  readonly path: Path;
  readonly entry: RouteEntry;
  /** The group that it stands in: one object for all its routes. */
  readonly group: PlacedGroup | null;
}

export interface PlacedGroup {
  readonly path: Path;
  readonly entry: Omit<RouteGroupEntry, 'routes'>;
}

/**
 * All routes, those of groups among them, in the order of the file.
 * @param isIntact whether the entry at a path is whole; others are left out
 */
export function placeRoutes(entries: RulesFile['routes'], isIntact: (path: Path) => boolean): readonly PlacedRoute[] {
  return entries.flatMap((entry, index): readonly PlacedRoute[] => {
    const path = ['routes', index];
    if (!isIntact(path)) return [];
    if (!isRouteGroup(entry)) return [{ path, entry, group: null }];
    const { routes, ...shared } = entry;
    const group = { path, entry: shared };
    return routes.flatMap((route, position) => {
      const at = [...path, 'routes', position];
      return isIntact(at) ? [{ path: at, entry: route, group }] : [];
    });
  });
}
