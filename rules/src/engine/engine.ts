import type { LimitRule, OriginRule, Policy } from '../policy/index.ts';
import { type Address, createAddressMatcher } from './address/index.ts';
import { builtInLimits, builtInRoutes } from './built-in.ts';
import { developmentPolicy } from './development-policy.ts';
import { createHostMatcher, createHostRoutes, type HostMatch, type RoutesAt } from './target/index.ts';

/** A policy made ready to decide by. Immutable; one serves any number of requests. */
export interface Engine {
  readonly policy: Policy;
  /** Plain http is not served: everywhere but in development. */
  readonly requiresHttps: boolean;
  readonly matchHost: (host: string) => HostMatch | null;
  readonly routesAt: RoutesAt;
  /** Whether the named list holds the address. Unknown names hold nothing. */
  readonly isListed: (list: string, address: Address) => boolean;
  readonly limits: ReadonlyMap<string, LimitRule>;
  readonly origins: ReadonlyMap<string, OriginRule>;
  readonly roles: ReadonlySet<string>;
}

/**
 * @param options.development whether the policy's `development` hosts and origin URLs take the place of the others
 */
export function createEngine(source: Policy, options: { readonly development: boolean }): Engine {
  const policy = options.development ? developmentPolicy(source) : source;
  requireDenyLists(policy);
  const lists = new Map(Object.entries(policy.addresses).map(([name, ranges]) => [name, createAddressMatcher(ranges)]));
  return Object.freeze({
    policy,
    requiresHttps: !options.development,
    matchHost: createHostMatcher(policy.hosts),
    routesAt: createHostRoutes(policy.hosts, [...builtInRoutes, ...policy.routes]),
    isListed: (list: string, address: Address) => lists.get(list)?.(address) ?? false,
    limits: new Map([...Object.entries(policy.limits), ...builtInLimits.map((limit) => [limit.id, limit] as const)]),
    origins: new Map(Object.entries(policy.origins)),
    roles: new Set(policy.roles),
  });
}

/** A missing deny list would deny no address: such rules are not used at all. */
function requireDenyLists(policy: Policy): void {
  const missing = policy.deny.addresses.find((name) => !Object.hasOwn(policy.addresses, name));
  if (missing !== undefined)
    throw new ReferenceError(`${policy.deny.at} denies "${missing}", a list that is not there`);
}
