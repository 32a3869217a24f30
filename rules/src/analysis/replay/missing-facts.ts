import { conditionsWithout, factsAsked } from '../../controls/conditions/index.ts';
import type { PlatformFact } from '../../controls/index.ts';
import { parseAddress } from '../../engine/index.ts';
import type { Access, Policy } from '../../policy/index.ts';
import type { LoggedRequest } from './logged-request.ts';

/** What rules may ask about a request and a log may not tell. */
export type Untold = PlatformFact;

const TOLD: Readonly<Record<Untold, (request: LoggedRequest) => boolean>> = {
  address: ({ address }) => address !== null && parseAddress(address) !== null,
  country: ({ country }) => country !== null,
  asn: ({ asn }) => asn !== null,
  tls: ({ tlsVersion }) => tlsVersion !== null,
  time: ({ timeSeconds }) => timeSeconds !== null,
};
const THINGS = Object.keys(TOLD) as Untold[];

/** What the log does not tell of this request. */
export function untoldOf(request: LoggedRequest): readonly Untold[] {
  return THINGS.filter((thing) => !TOLD[thing](request));
}

/** The rules without what they ask about things that are not told: a missing fact must not read as a refusal. */
export function policyWithout(policy: Policy, untold: readonly Untold[]): Policy {
  const routes = policy.routes.map((route) => ({ ...route, access: accessWithout(route.access, untold) }));
  const deny = untold.includes('address') ? { ...policy.deny, addresses: [] } : policy.deny;
  return { ...policy, routes, deny };
}

/** Which of the untold things the rules ask about on their way to a route. */
export function askedOf(policy: Policy, access: Access | null, untold: readonly Untold[]): readonly Untold[] {
  const conditions = access?.conditions ?? null;
  const asked = new Set<Untold>(conditions === null ? [] : factsAsked(conditions));
  if (policy.deny.addresses.length > 0 || (access?.addresses ?? null) !== null) asked.add('address');
  return untold.filter((thing) => asked.has(thing));
}

function accessWithout<A extends Access>(access: A, untold: readonly Untold[]): A {
  const { addresses, conditions } = access;
  return {
    ...access,
    addresses: untold.includes('address') ? null : addresses,
    conditions: conditions === null ? null : conditionsWithout(conditions, untold),
  };
}
