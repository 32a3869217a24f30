import type { HostPattern, RouteRule } from '../../policy/index.ts';
import { publicHostOf } from './host-matcher.ts';
import { createRouteMatcher, type RouteMatcher } from './route-matcher.ts';
import { buildRouteTree } from './route-tree.ts';
import { createRoutesBelow, type RoutesBelow } from './routes-below.ts';
import { signInPathOf } from './sign-in-path.ts';

/** The routes that decide at a host, ready to be asked. Hosts with the same routes share one object. */
export interface HostRoutes {
  /** Those for this host alone stand before those for every host. */
  readonly rules: readonly RouteRule[];
  readonly matchRoute: RouteMatcher;
  readonly routesBelow: RoutesBelow;
  /** Path of the page where a browser can sign in, if there is a public sign-in route with a fixed path. */
  readonly signInPath: string | null;
}

/** The routes at a host of the rules; `null`: at a host without routes of its own. */
export type RoutesAt = (host: HostPattern | null) => HostRoutes;

/** Gives each host its routes. A tree is built when its host is first asked for, since an isolate serves few of many hosts. */
export function createHostRoutes(hosts: readonly HostPattern[], routes: readonly RouteRule[]): RoutesAt {
  const shared = new Map<string, HostRoutes>();
  const everywhere = routes.filter(({ hosts }) => hosts === null);
  const byHost = Map.groupBy(
    routes.flatMap((route, index) => (route.hosts ?? []).map((host) => ({ host, route, index }))),
    ({ host }) => host,
  );
  const common = createRoutes(everywhere);
  const ofHosts = new Map<HostPattern, HostRoutes>();
  for (const host of hosts) {
    const own = byHost.get(publicHostOf(host));
    if (own === undefined) continue;
    const key = own.map(({ index }) => index).join();
    const known = shared.get(key) ?? createRoutes([...own.map(({ route }) => route), ...everywhere]);
    shared.set(key, known);
    ofHosts.set(host, known);
  }
  return (host) => (host === null ? common : (ofHosts.get(host) ?? common));
}

/** Where two routes of one path take the same method, the first of them decides: one for the host over one for every host. */
function createRoutes(rules: readonly RouteRule[]): HostRoutes {
  const ready = once(() => {
    const tree = buildRouteTree(rules);
    const matchRoute = createRouteMatcher(rules, tree);
    return { matchRoute, routesBelow: createRoutesBelow(tree), signInPath: signInPathOf(rules, matchRoute) };
  });
  return {
    rules,
    matchRoute: (path, method) => ready().matchRoute(path, method),
    routesBelow: (path) => ready().routesBelow(path),
    get signInPath() {
      return ready().signInPath;
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
