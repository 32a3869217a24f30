import type { HostPattern } from '../../policy/index.ts';
import type { PlacedRule } from '../checks/index.ts';
import { checkList, checkReference, checkReferences, type Path, valueOrProblem } from '../problems/index.ts';
import type { HostsEntry, RulesFile } from '../shape/index.ts';
import { parseHost } from '../values/index.ts';
import type { Scope } from './scope.ts';

const HOSTS = { what: 'host', emptyFix: 'Write at least one host; every other host is refused.' };

/** Compiles the hosts of the rules, in the order of the file. */
export function buildHosts(scope: Scope, hosts: readonly string[]): readonly HostPattern[] {
  return buildList(scope, ['hosts'], hosts, false);
}

/** Compiles the hosts on one's own machine: a list, or a map to the hosts of the rules for which they stand. */
export function buildDevelopmentHosts(
  scope: Scope,
  hosts: NonNullable<RulesFile['development']>['hosts'],
  routes: readonly PlacedRule[],
): readonly HostPattern[] {
  const path = ['development', 'hosts'];
  if (!Array.isArray(hosts)) {
    checkList(scope.report, path, Object.keys(hosts), HOSTS);
    return Object.entries(hosts).flatMap((entry) => buildStandIn(scope, path, entry));
  }
  const named = routes.find(({ rule }) => rule.hosts !== null)?.rule;
  if (named !== undefined)
    scope.report.add(
      path,
      'contradiction',
      `Route "${named.id}" decides at ${named.hosts?.[0]}, and nothing says which host stands for that in development.`,
      `Write a map, such as { "localhost:8787": ${named.hosts?.[0]} }.`,
      'key',
    );
  return buildList(scope, path, hosts, true);
}

/** Compiles the hosts that a route, or its group, names. `null`: every host. */
export function buildRouteHosts({ report, declared }: Scope, path: Path, entry: HostsEntry): readonly string[] | null {
  if (entry === undefined) return null;
  if (typeof entry === 'string') {
    checkReference(report, path, entry, declared.hosts, 'host');
    return [entry];
  }
  checkReferences(report, path, entry, declared.hosts, {
    what: 'host',
    emptyFix: 'Name the hosts, or remove the key for every host.',
  });
  return entry;
}

function buildList(scope: Scope, path: Path, hosts: readonly string[], development: boolean): readonly HostPattern[] {
  checkList(scope.report, path, hosts, HOSTS);
  return hosts.flatMap((pattern, index) => buildHost(scope, [...path, index], pattern, development));
}

function buildStandIn(
  scope: Scope,
  path: Path,
  [pattern, standsFor]: readonly [string, string],
): readonly HostPattern[] {
  const at = [...path, pattern];
  const { report, declared } = scope;
  const isKnown = checkReference(report, at, standsFor, declared.hosts, 'host');
  if (isKnown && pattern.startsWith('{tenant}') !== standsFor.startsWith('{tenant}'))
    report.add(
      at,
      'contradiction',
      `"${pattern}" stands for "${standsFor}", and only one of them names a tenant.`,
      'Let both begin with "{tenant}", or none.',
    );
  return buildHost(scope, at, pattern, true).map((host) => ({ ...host, standsFor }));
}

function buildHost({ report }: Scope, path: Path, pattern: string, development: boolean): readonly HostPattern[] {
  const host = valueOrProblem(
    report,
    path,
    'invalid_host',
    parseHost(pattern, { development, developmentKey: 'development.hosts' }),
  );
  return host === null ? [] : [{ pattern, labels: host.labels, port: host.port, at: report.sourceLine(path) }];
}
