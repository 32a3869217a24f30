import type { RouteRule } from '../../policy/index.ts';
import { compileSettings, type FileDefaults } from '../../settings/index.ts';
import type { IndexedRoute } from '../checks/index.ts';
import { type Path, valueOrProblem } from '../problems/index.ts';
import type { CompiledLists } from '../scope/index.ts';
import type { RouteEntry } from '../shape/index.ts';
import { buildMethods, parseName, parsePathPattern } from '../values/index.ts';
import { buildAccess } from './build-access.ts';
import { routeLines } from './route-lines.ts';
import type { Scope } from './scope.ts';

/** Compiles the routes, in the order of the file. Those with mistakes are left out. */
export function buildRoutes(
  scope: Scope,
  indexes: readonly number[],
  lists: CompiledLists,
  defaults: FileDefaults,
  hsts: string,
): readonly IndexedRoute[] {
  if (scope.rules.routes.length === 0 && indexes.length === 0 && scope.report.problems().length === 0) {
    scope.report.add(
      ['routes'],
      'empty_list',
      'There is no route, so every request would be refused.',
      'Write at least one route.',
    );
  }
  return scope.rules.routes.flatMap((entry, position) => {
    const index = indexes[position] ?? position;
    const rule = buildRoute(scope, ['routes', index], entry, { lists, defaults, hsts });
    return rule === null ? [] : [{ index, rule }];
  });
}

function buildRoute(
  scope: Scope,
  path: Path,
  entry: RouteEntry,
  { lists, defaults, hsts }: { readonly lists: CompiledLists; readonly defaults: FileDefaults; readonly hsts: string },
): RouteRule | null {
  const { report, declared } = scope;
  const { id } = entry;
  valueOrProblem(report, [...path, 'id'], 'invalid_name', parseName(id));
  const segments = valueOrProblem(report, [...path, 'path'], 'invalid_path', parsePathPattern(entry.path));
  const methods = buildMethods(report, [...path, 'methods'], entry.methods);
  const access = buildAccess({ ...scope, lists }, [...path, 'access'], entry.access);
  const settings = compileSettings(entry, { report, declared, path, routeId: id, access, defaults, hsts });
  if (segments === null || access === null || settings === null) return null;
  return {
    id,
    path: entry.path,
    segments,
    methods,
    access,
    ...settings,
    at: report.sourceLine(path),
    lines: routeLines(scope, path, entry),
  };
}
