import { parseAddress } from '../../engine/index.ts';
import type { Access, Policy } from '../../policy/index.ts';
import type { LoggedRequest } from './logged-request.ts';

/** What rules may ask about a request and a log may not tell. */
export type Untold = 'address' | 'country' | 'asn' | 'tls' | 'time';

/** What the log does not tell of this request. */
export function untoldOf(request: LoggedRequest): readonly Untold[] {
  const untold: Untold[] = [];
  if (request.address === null || parseAddress(request.address) === null) untold.push('address');
  if (request.country === null) untold.push('country');
  if (request.asn === null) untold.push('asn');
  if (request.tlsVersion === null) untold.push('tls');
  if (request.timeSeconds === null) untold.push('time');
  return untold;
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
  const asks: Readonly<Record<Untold, boolean>> = {
    address: policy.deny.addresses.length > 0 || (access?.addresses ?? null) !== null,
    country: (conditions?.countries ?? null) !== null,
    asn: (conditions?.asns ?? null) !== null,
    tls: (conditions?.minTls ?? null) !== null,
    time: conditions !== null && (conditions.times ?? conditions.fromSeconds ?? conditions.untilSeconds) !== null,
  };
  return untold.filter((thing) => asks[thing]);
}

function accessWithout<A extends Access>(access: A, untold: readonly Untold[]): A {
  const { conditions } = access;
  return {
    ...access,
    addresses: untold.includes('address') ? null : access.addresses,
    conditions:
      conditions === null
        ? null
        : {
            tenant: conditions.tenant,
            minTls: untold.includes('tls') ? null : conditions.minTls,
            countries: untold.includes('country') ? null : conditions.countries,
            asns: untold.includes('asn') ? null : conditions.asns,
            ...(untold.includes('time')
              ? { times: null, fromSeconds: null, untilSeconds: null }
              : {
                  times: conditions.times,
                  fromSeconds: conditions.fromSeconds,
                  untilSeconds: conditions.untilSeconds,
                }),
          },
  };
}
