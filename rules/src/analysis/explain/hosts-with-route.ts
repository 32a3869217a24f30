import type { Engine, RequestFacts } from '../../engine/index.ts';

/** Hosts of the rules, as they write them, at which a route decides what no route decides at the host that was asked. */
export function hostsWithRoute({ policy, routesAt }: Engine, { target, method }: RequestFacts): readonly string[] {
  return policy.hosts
    .filter((host) => !('reason' in routesAt(host).matchRoute(target.path, method)))
    .map(({ pattern }) => pattern);
}
