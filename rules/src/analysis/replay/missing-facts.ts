import { CONTROL_MODULES, type PlatformFact } from '../../controls/index.ts';
import { parseAddress } from '../../engine/index.ts';
import type { Access, Policy } from '../../policy/index.ts';
import type { LoggedRequest } from './logged-request.ts';

/** What rules may check of a request and a log may lack. */
export type LoggableFact = PlatformFact;

const modules = Object.values(CONTROL_MODULES);

const IS_LOGGED: Readonly<Record<LoggableFact, (request: LoggedRequest) => boolean>> = {
  address: ({ address }) => address !== null && parseAddress(address) !== null,
  country: ({ country }) => country !== null,
  asn: ({ asn }) => asn !== null,
  tls: ({ tlsVersion }) => tlsVersion !== null,
  time: ({ timeSeconds }) => timeSeconds !== null,
};
const FACTS = Object.keys(IS_LOGGED) as LoggableFact[];

/** What the log lacks about this request. */
export function missingFacts(request: LoggedRequest): readonly LoggableFact[] {
  return FACTS.filter((fact) => !IS_LOGGED[fact](request));
}

/** The rules without what they check of missing facts: a missing fact must not read as a refusal. */
export function policyWithout(policy: Policy, missing: readonly LoggableFact[]): Policy {
  const routes = policy.routes.map((route) => ({ ...route, access: accessWithout(route.access, missing) }));
  const deny = missing.includes('address') ? { ...policy.deny, addresses: [] } : policy.deny;
  return { ...policy, routes, deny };
}

/** Which of the missing facts the rules check on their way to a route. */
export function neededFacts(
  policy: Policy,
  access: Access | null,
  missing: readonly LoggableFact[],
): readonly LoggableFact[] {
  const needed = new Set<LoggableFact>(access === null ? [] : modules.flatMap(({ replay }) => replay.facts(access)));
  if (policy.deny.addresses.length > 0) needed.add('address');
  return missing.filter((fact) => needed.has(fact));
}

function accessWithout(access: Access, missing: readonly LoggableFact[]): Access {
  return modules.reduce((reduced, { replay }) => replay.without(reduced, missing), access);
}
