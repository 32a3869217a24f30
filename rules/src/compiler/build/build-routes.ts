import { MAX_HEADER_BYTES } from '../../engine/index.ts';
import type { RouteRule } from '../../policy/index.ts';
import type { IndexedRoute } from '../checks/index.ts';
import { checkReference, checkReferences, type Path, valueOrProblem } from '../problems/index.ts';
import type { CompiledLists } from '../scope/index.ts';
import type { RouteEntry } from '../shape/index.ts';
import {
  buildMethods,
  type HeaderSettings,
  parseDuration,
  parseName,
  parsePathPattern,
  parseSize,
  renderHeaders,
} from '../values/index.ts';
import { buildAccess } from './build-access.ts';
import { buildCors } from './build-cors.ts';
import { buildHeaders } from './build-headers.ts';
import { buildMode } from './build-mode.ts';
import { TIMEOUT_BOUNDS } from './build-origins.ts';
import { buildOutage } from './build-outage.ts';
import { routeLines } from './route-lines.ts';
import type { Scope } from './scope.ts';

const DEFAULT_BODY = '1MiB';
const HEADER_BOUNDS = { least: '1KiB', most: `${MAX_HEADER_BYTES / 1024}KiB` };

/** Compiles the routes, in the order of the file. Those with mistakes are left out. */
export function buildRoutes(
  scope: Scope,
  indexes: readonly number[],
  lists: CompiledLists,
  headers: HeaderSettings,
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
    const rule = buildRoute(scope, ['routes', index], entry, lists, headers);
    return rule === null ? [] : [{ index, rule }];
  });
}

function buildRoute(
  scope: Scope,
  path: Path,
  entry: RouteEntry,
  lists: CompiledLists,
  headers: HeaderSettings,
): RouteRule | null {
  const { report } = scope;
  valueOrProblem(report, [...path, 'id'], 'invalid_name', parseName(entry.id));
  const segments = valueOrProblem(report, [...path, 'path'], 'invalid_path', parsePathPattern(entry.path));
  const methods = buildMethods(report, [...path, 'methods'], entry.methods);
  const access = buildAccess({ ...scope, lists }, [...path, 'access'], entry.access);
  const origin = buildOriginReference(scope, path, entry);
  const settings = buildHeaders(report, [...path, 'headers'], entry.headers, headers);
  if (entry.limits !== undefined) {
    checkReferences(report, [...path, 'limits'], entry.limits, scope.declared.limits, {
      what: 'limit',
      emptyFix: 'Name the limits, or remove the key.',
    });
  }
  const maxBodyBytes = valueOrProblem(
    report,
    [...path, 'body'],
    'invalid_quantity',
    parseSize(entry.body ?? DEFAULT_BODY),
  );
  const maxHeaderBytes =
    entry.requestHeaders === undefined
      ? MAX_HEADER_BYTES
      : valueOrProblem(
          report,
          [...path, 'requestHeaders'],
          'invalid_quantity',
          parseSize(entry.requestHeaders, HEADER_BOUNDS),
        );
  const timeoutSeconds =
    entry.timeout === undefined
      ? null
      : valueOrProblem(report, [...path, 'timeout'], 'invalid_quantity', parseDuration(entry.timeout, TIMEOUT_BOUNDS));
  const whenStateUnavailable = buildOutage(report, path, entry);
  const cors = entry.cors === undefined ? null : buildCors(report, [...path, 'cors'], entry.cors, access);
  const observe = access === null ? [] : buildMode(report, path, entry, access);
  if (segments === null || access === null || origin === null) return null;
  if (maxBodyBytes === null || maxHeaderBytes === null) return null;
  return {
    id: entry.id,
    path: entry.path,
    segments,
    methods,
    access,
    origin,
    signIn: entry.signIn ?? false,
    limits: entry.limits ?? [],
    revocation: entry.revocation === 'strict' ? 'strict' : 'within-1s',
    whenStateUnavailable,
    audit: entry.audit ?? 'refusals',
    maxBodyBytes,
    maxHeaderBytes,
    timeoutMs: timeoutSeconds === null ? null : timeoutSeconds * 1000,
    cookieDomain: (entry.cookies ?? scope.rules.cookies)?.domain ?? 'host',
    cache: entry.cache ?? (access.kind === 'public' ? 'origin' : 'private'),
    cors,
    observe,
    headers: renderHeaders(settings),
    at: report.sourceLine(path),
    lines: routeLines(report, path, entry, scope.rules.cookies !== undefined),
  };
}

function buildOriginReference({ report, declared }: Scope, path: Path, entry: RouteEntry): string | null {
  if (entry.origin !== undefined) {
    return checkReference(report, [...path, 'origin'], entry.origin, declared.origins, 'origin') ? entry.origin : null;
  }
  const [only, ...others] = declared.origins;
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined)
    report.add(
      [...path, 'origin'],
      'missing_key',
      `Route "${entry.id}" has no "origin", and there are several.`,
      `Add "origin": one of ${[...declared.origins].join(', ')}.`,
    );
  return null;
}
