import type { HostPattern } from '../../policy/index.ts';
import type { Path } from '../problems/index.ts';
import { checkList, valueOrProblem } from '../problems/index.ts';
import { parseHost } from '../values/index.ts';
import type { Scope } from './scope.ts';

/** Compiles the hosts at `path`, in the order of the file. */
export function buildHosts(
  { report }: Scope,
  path: Path,
  hosts: readonly string[],
  development: boolean,
): readonly HostPattern[] {
  checkList(report, path, hosts, { what: 'host', emptyFix: 'Write at least one host; every other host is refused.' });
  return hosts.flatMap((pattern, index) => {
    const host = valueOrProblem(
      report,
      [...path, index],
      'invalid_host',
      parseHost(pattern, { development, developmentKey: 'development.hosts' }),
    );
    return host === null
      ? []
      : [{ pattern, labels: host.labels, port: host.port, at: report.sourceLine([...path, index]) }];
  });
}
