import { diffPolicies } from '../../../rules/src/analysis/diff/index.ts';
import { compiled } from './compiled.ts';
import { competingRoutes, type SampleRoute, serviceRoutes } from './sample-rules.ts';
import { threadCpuMs } from './timing.ts';

/** Run as a process of its own, as `portcullis diff` is: prints the CPU time it took, in milliseconds. */

const [script = '', kind] = process.argv.slice(1);
if (kind !== 'services' && kind !== 'competing') throw new Error(`${script}: name the routes, services or competing`);
const routes = kind === 'services' ? serviceRoutes(1000) : competingRoutes(10).slice(0, 1000);
const before = compiled(routes);
const after = compiled(routes.map(changed).toReversed());
const startedMs = threadCpuMs();
const { opened, closed } = diffPolicies(before, after);
const diffMs = threadCpuMs() - startedMs;
if (opened.length + closed.length === 0) throw new Error('no difference was found');
console.log(JSON.stringify({ diffMs }));

/** Three routes in a hundred ask for other roles, addresses or ages of a sign-in. */
function changed({ yaml, requestPath }: SampleRoute, index: number): SampleRoute {
  const change = (from: string | RegExp, to: string): SampleRoute => ({ yaml: yaml.replace(from, to), requestPath });
  if (index % 100 === 1) return change(/roles: (?:any|\[owner, reader\])/, 'roles: [owner]');
  if (index % 100 === 2) return change(', addresses: [office]', '');
  return index % 100 === 3 ? change('15m', '5m') : { yaml, requestPath };
}
