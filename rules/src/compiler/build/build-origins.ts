import { GATEWAY_ORIGIN } from '../../engine/index.ts';
import type { HostPattern, OriginRule } from '../../policy/index.ts';
import { TIMEOUT_BOUNDS } from '../../settings/index.ts';
import { valueOrProblem } from '../problems/index.ts';
import type { OriginEntry } from '../shape/index.ts';
import { parseBindingName, parseDuration, parseName } from '../values/index.ts';
import { buildOriginHeaders } from './build-origin-headers.ts';
import { buildOriginIdentity } from './build-origin-identity.ts';
import { buildReach, buildTarget } from './build-origin-target.ts';
import { buildPathChange } from './build-path-change.ts';
import type { Scope } from './scope.ts';

const DEFAULT_TIMEOUT = '30s';

/** Compiles every origin. */
export function buildOrigins(scope: Scope, hosts: readonly HostPattern[]): Readonly<Record<string, OriginRule>> {
  const { report } = scope;
  const entries = Object.entries(scope.rules.origins);
  if (scope.declared.origins.size === 0) {
    report.add(['origins'], 'empty_list', 'There is no origin.', 'Write at least one, with its url, keys and context.');
  }
  const origins = entries.flatMap(([id, entry]) => {
    const origin = buildOrigin(scope, id, entry, hosts);
    return origin === null ? [] : [[id, origin] as const];
  });
  return Object.fromEntries(origins);
}

function buildOrigin(scope: Scope, id: string, entry: OriginEntry, hosts: readonly HostPattern[]): OriginRule | null {
  const { report } = scope;
  const path = ['origins', id];
  valueOrProblem(report, path, 'invalid_name', parseName(id));
  if (id === GATEWAY_ORIGIN)
    report.add(path, 'reserved_name', `The origin "${id}" has the gateway's own name.`, 'Choose another name.', 'key');
  valueOrProblem(report, [...path, 'keys'], 'invalid_name', parseBindingName(entry.keys));
  const target = buildTarget(scope, path, entry, hosts);
  const change = buildPathChange(scope, [...path, 'path'], entry.path);
  const timeoutSeconds = valueOrProblem(
    report,
    [...path, 'timeout'],
    'invalid_quantity',
    parseDuration(entry.timeout ?? DEFAULT_TIMEOUT, TIMEOUT_BOUNDS),
  );
  const headers = buildOriginHeaders(scope, [...path, 'headers'], entry.headers);
  if (target === null || timeoutSeconds === null) return null;
  const granted = entry.may ?? [];
  // An origin that may end all sessions may end some.
  const may = [...new Set(granted.includes('revoke-all') ? ['revoke' as const, ...granted] : granted)];
  return {
    id,
    target,
    ...buildReach(scope, path, entry),
    path: change,
    headers,
    forwarded: entry.forwarded ?? false,
    identity: buildOriginIdentity(scope, [...path, 'identity'], entry.identity, headers),
    keys: entry.keys,
    context: entry.context,
    timeoutMs: timeoutSeconds * 1000,
    may,
    at: report.sourceLine(path),
  };
}
