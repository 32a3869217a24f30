import type { LimitRule, OriginRule, Policy, RouteRule } from '../policy/index.ts';
import { type Address, createAddressMatcher } from './address/index.ts';
import { builtInLimits, builtInRoutes } from './built-in.ts';
import {
  buildRouteTree,
  createHostMatcher,
  createRouteMatcher,
  createRoutesBelow,
  type HostMatch,
  type RouteMatcher,
  type RoutesBelow,
} from './target/index.ts';

/** A policy made ready to decide by. Immutable; one serves any number of requests. */
export interface Engine {
  readonly policy: Policy;
  /** Plain http is not served: everywhere but in development. */
  readonly requiresHttps: boolean;
  readonly matchHost: (host: string) => HostMatch | null;
  readonly matchRoute: RouteMatcher;
  readonly routesBelow: RoutesBelow;
  /** Whether the named list holds the address. Unknown names hold nothing. */
  readonly isListed: (list: string, address: Address) => boolean;
  readonly limits: ReadonlyMap<string, LimitRule>;
  readonly origins: ReadonlyMap<string, OriginRule>;
  readonly roles: ReadonlySet<string>;
  /** Path of the page where a browser can sign in, if the rules have a public sign-in route with a fixed path. */
  readonly signInPath: string | null;
}

/**
 * @param options.development whether the policy's `development` hosts and origin URLs take the place of the others
 */
export function createEngine(source: Policy, options: { readonly development: boolean }): Engine {
  const policy = options.development ? developmentPolicy(source) : source;
  requireDenyLists(policy);
  const lists = new Map(Object.entries(policy.addresses).map(([name, ranges]) => [name, createAddressMatcher(ranges)]));
  const routes = [...builtInRoutes, ...policy.routes];
  const tree = buildRouteTree(routes);
  const matchRoute = createRouteMatcher(routes, tree);
  return Object.freeze({
    policy,
    requiresHttps: !options.development,
    matchHost: createHostMatcher(policy.hosts),
    matchRoute,
    routesBelow: createRoutesBelow(tree),
    isListed: (list: string, address: Address) => lists.get(list)?.(address) ?? false,
    limits: new Map([...Object.entries(policy.limits), ...builtInLimits.map((limit) => [limit.id, limit] as const)]),
    origins: new Map(Object.entries(policy.origins)),
    roles: new Set(policy.roles),
    signInPath: signInPathOf(policy.routes, matchRoute),
  });
}

/** A missing deny list would deny no address: such rules are not used at all. */
function requireDenyLists(policy: Policy): void {
  const missing = policy.deny.addresses.find((name) => !Object.hasOwn(policy.addresses, name));
  if (missing !== undefined)
    throw new ReferenceError(`${policy.deny.at} denies "${missing}", a list that is not there`);
}

function developmentPolicy(policy: Policy): Policy {
  const { development } = policy;
  if (development === undefined) return policy;
  const origins = Object.fromEntries(
    Object.entries(policy.origins).map(([id, origin]) => {
      const url = development.originUrls[id];
      return [id, url === undefined ? origin : { ...origin, target: { kind: 'url' as const, url } }];
    }),
  );
  return { ...policy, hosts: development.hosts, origins };
}

/** The first public sign-in route with a fixed path where a browser gets a page: from it, or from another route of the path. */
function signInPathOf(routes: readonly RouteRule[], matchRoute: RouteMatcher): string | null {
  const route = routes.find(({ signIn, access, segments, path }) => {
    if (!signIn || access.kind !== 'public' || segments.some(({ kind }) => kind !== 'literal')) return false;
    const page = matchRoute(path, 'GET');
    return !('reason' in page) && page.access.kind === 'public';
  });
  return route?.path ?? null;
}
