import type { Decision } from '../decision.ts';
import type { Engine } from '../engine.ts';
import { type Refusal, refuse } from '../reason.ts';

/** Deny lists first, then the route's own lists. An address that cannot be read is on every deny list and on no other. */
export function decideAddress(engine: Engine, decision: Decision): Refusal | null {
  const { deny } = engine.policy;
  const { address } = decision.request;
  const allowed = decision.route?.access.addresses ?? null;
  if (address === null) {
    if (deny.addresses.length > 0) return refuse('address_unknown', deny.at);
    return allowed === null ? null : refuse('address_unknown', decision.route?.at ?? null);
  }
  const denied = deny.addresses.find((list) => engine.isListed(list, address));
  if (denied !== undefined) return refuse('address_denied', deny.at, { detail: denied });
  if (allowed === null || allowed.some((list) => engine.isListed(list, address))) return null;
  return refuse('address_not_listed', decision.route?.at ?? null, { detail: allowed.join(', ') });
}
