import type { RouteRule } from '../../policy/index.ts';
import { compileGroupDefaults, compileSettings, type FileDefaults, inheritedEntries } from '../../settings/index.ts';
import type { PlacedRule } from '../checks/index.ts';
import { valueOrProblem } from '../problems/index.ts';
import type { CompiledLists } from '../scope/index.ts';
import { isRouteGroup, type PlacedGroup, type PlacedRoute } from '../shape/index.ts';
import { buildMethods, parseName, parsePathPattern } from '../values/index.ts';
import { buildAccess } from './build-access.ts';
import { buildRouteHosts } from './build-hosts.ts';
import { reportOfGroup } from './report-of-group.ts';
import { routeLines } from './route-lines.ts';
import type { Scope } from './scope.ts';

/** What routes are compiled with, besides their own entries. */
interface RouteParts {
  readonly lists: CompiledLists;
  readonly defaults: FileDefaults;
  readonly hsts: string;
}

/** Compiles the routes, in the order of the file. Those with mistakes are left out. */
export function buildRoutes(scope: Scope, placed: readonly PlacedRoute[], parts: RouteParts): readonly PlacedRule[] {
  if (placed.length === 0 && scope.report.problems().length === 0) {
    scope.report.add(
      ['routes'],
      'empty_list',
      'There is no route, so every request would be refused.',
      'Write at least one route.',
    );
  }
  for (const [index, entry] of scope.rules.routes.entries()) {
    if (isRouteGroup(entry) && entry.routes.length === 0)
      scope.report.add(
        ['routes', index, 'routes'],
        'empty_list',
        'The group has no route.',
        'Write one, or remove it.',
      );
  }
  const defaultsOf = createGroupDefaults(scope, parts.defaults);
  return placed.flatMap((route) => {
    const rule = buildRoute(scope, route, { ...parts, defaults: defaultsOf(route.group) });
    return rule === null ? [] : [{ path: route.path, rule }];
  });
}

/** What a group says once for its routes is read, and its mistakes reported, once. */
function createGroupDefaults(
  { report, declared }: Scope,
  defaults: FileDefaults,
): (group: PlacedGroup | null) => FileDefaults {
  const known = new Map<PlacedGroup, FileDefaults>();
  return (group) => {
    if (group === null) return defaults;
    const { path, entry } = group;
    const compiled = known.get(group) ?? compileGroupDefaults(entry, { report, declared, path, defaults });
    known.set(group, compiled);
    return compiled;
  };
}

function buildRoute(
  scope: Scope,
  { path, entry: own, group }: PlacedRoute,
  { lists, defaults, hsts }: RouteParts,
): RouteRule | null {
  const entry = group === null ? own : { host: group.entry.host, ...inheritedEntries(group.entry), ...own };
  const report = group === null ? scope.report : reportOfGroup(scope.report, path, own, group);
  const placed = { ...scope, report };
  const { id } = entry;
  valueOrProblem(report, [...path, 'id'], 'invalid_name', parseName(id));
  const hosts = buildRouteHosts(placed, [...path, 'host'], entry.host);
  const segments = valueOrProblem(report, [...path, 'path'], 'invalid_path', parsePathPattern(entry.path));
  const methods = buildMethods(report, [...path, 'methods'], entry.methods);
  const rules = { ...scope.rules, hosts: hosts ?? scope.rules.hosts };
  const access = buildAccess({ ...placed, rules, lists }, [...path, 'access'], entry.access);
  const { declared } = scope;
  const isOwn = (key: string): boolean => Object.hasOwn(own, key);
  const settings = compileSettings(entry, {
    report,
    declared,
    path,
    routeId: id,
    isOwn,
    methods,
    segments,
    access,
    defaults,
    hsts,
  });
  if (segments === null || access === null || settings === null) return null;
  return {
    id,
    hosts,
    path: entry.path,
    segments,
    methods,
    access,
    ...settings,
    at: report.sourceLine(path),
    lines: routeLines(placed, path, entry, group),
  };
}
