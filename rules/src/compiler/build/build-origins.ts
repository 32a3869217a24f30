import { createHostMatcher, GATEWAY_ORIGIN } from '../../engine/index.ts';
import type { HostPattern, OriginRule } from '../../policy/index.ts';
import { TIMEOUT_BOUNDS } from '../../settings/index.ts';
import { type Path, valueOrProblem } from '../problems/index.ts';
import type { OriginEntry } from '../shape/index.ts';
import {
  GATEWAY_SECRETS,
  type OriginUrl,
  parseBindingName,
  parseDuration,
  parseName,
  parseOriginUrl,
} from '../values/index.ts';
import { buildPathChange } from './build-path-change.ts';
import type { Scope } from './scope.ts';

const DEFAULT_TIMEOUT = '30s';
/** Any id will do to see whether `{tenant}` patterns overlap. */
const SAMPLE_TENANT = 'a';

/** Compiles every origin. */
export function buildOrigins(scope: Scope, hosts: readonly HostPattern[]): Readonly<Record<string, OriginRule>> {
  const { report } = scope;
  const entries = Object.entries(scope.rules.origins);
  if (scope.declared.origins.size === 0) {
    report.add(['origins'], 'empty_list', 'There is no origin.', 'Write at least one, with its url, keys and context.');
  }
  const keyOwners = new Map<string, string>();
  const origins = entries.flatMap(([id, entry]) => {
    checkKeys(scope, id, entry.keys, keyOwners);
    const origin = buildOrigin(scope, id, entry, hosts);
    return origin === null ? [] : [[id, origin] as const];
  });
  return Object.fromEntries(origins);
}

/** Reads an origin's URL and makes sure that it leads away from the gateway. */
export function buildOriginUrl(
  { report }: Scope,
  path: Path,
  text: string,
  hosts: readonly HostPattern[],
  development: boolean,
): string | null {
  const url = valueOrProblem(report, path, 'invalid_url', parseOriginUrl(text, { development }));
  if (url === null) return null;
  const hostsKey = development ? 'development.hosts' : 'hosts';
  if (url.hasTenant && !hosts.some((host) => host.labels[0] === null)) {
    report.add(
      path,
      'invalid_url',
      'The URL has "{tenant}", but no host of the gateway names a tenant.',
      `Add a host with "{tenant}" to ${hostsKey}, or write a fixed URL.`,
    );
  }
  if (createHostMatcher(hosts)(sampleHost(url)) !== null) {
    report.add(
      path,
      'origin_loop',
      "The URL is one of the gateway's own hosts.",
      'Write the host at which the app itself is reached.',
    );
  }
  return url.url;
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
  if (target === null || timeoutSeconds === null) return null;
  const granted = entry.may ?? [];
  // An origin that may end all sessions may end some.
  const may = [...new Set(granted.includes('revoke-all') ? ['revoke' as const, ...granted] : granted)];
  return {
    id,
    target,
    path: change,
    keys: entry.keys,
    context: entry.context,
    timeoutMs: timeoutSeconds * 1000,
    may,
    at: report.sourceLine(path),
  };
}

function buildTarget(
  scope: Scope,
  path: Path,
  entry: OriginEntry,
  hosts: readonly HostPattern[],
): OriginRule['target'] | null {
  const { report } = scope;
  if (entry.url !== undefined && entry.service !== undefined) {
    report.add(
      [...path, 'service'],
      'no_effect',
      'An origin has either "url" or "service".',
      'Remove one of the two.',
      'key',
    );
    return null;
  }
  if (entry.service !== undefined) {
    const binding = valueOrProblem(report, [...path, 'service'], 'invalid_name', parseBindingName(entry.service));
    return binding === null ? null : { kind: 'service', binding };
  }
  if (entry.url === undefined) {
    report.add(
      [...path, 'url'],
      'missing_key',
      `Origin "${String(path[1])}" has neither "url" nor "service".`,
      'Add "url", such as https://app-origin.example.com.',
    );
    return null;
  }
  const url = buildOriginUrl(scope, [...path, 'url'], entry.url, hosts, false);
  return url === null ? null : { kind: 'url', url };
}

function checkKeys({ report }: Scope, id: string, keys: string, owners: Map<string, string>): void {
  const path = ['origins', id, 'keys'];
  if (GATEWAY_SECRETS.has(keys)) {
    report.add(
      path,
      'shared_secret',
      `"${keys}" is the gateway's own secret.`,
      'Give the origin a secret of its own, such as ORIGIN_APP_KEYS.',
    );
  }
  const owner = owners.get(keys);
  if (owner !== undefined)
    report.add(
      path,
      'shared_secret',
      `The origins "${owner}" and "${id}" share the keys "${keys}".`,
      'Give each origin a secret of its own.',
    );
  owners.set(keys, owner ?? id);
}

function sampleHost({ host }: OriginUrl): string {
  const name = host.labels.map((label) => label ?? SAMPLE_TENANT).join('.');
  return host.port === null ? name : `${name}:${host.port}`;
}
