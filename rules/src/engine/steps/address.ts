import { decideAddresses } from '../../controls/addresses/decide.ts';
import { type Arrived, type Routed, settle, settleControl } from '../decision.ts';
import type { Engine } from '../engine.ts';
import { type Refusal, refuse } from '../reasons/index.ts';
import { refusalAt } from '../refusal-at.ts';

/** Deny lists first, then the route's own lists. An address that cannot be read is on every deny list and on no other. */
export function decideAddress(engine: Engine, decision: Routed): Refusal | null {
  return (
    settle(decision, decideDenied(engine, decision)) ??
    settleControl(decision, decideListed(engine, decision), 'addresses')
  );
}

function decideDenied(engine: Engine, { request: { address } }: Arrived): Refusal | null {
  const { deny } = engine.policy;
  if (address === null) return deny.addresses.length > 0 ? refuse('address_unknown', deny.at) : null;
  const denied = deny.addresses.find((list) => engine.isListed(list, address));
  return denied === undefined ? null : refuse('address_denied', deny.at, { detail: denied });
}

function decideListed({ isListed }: Engine, { request: { address }, route }: Routed): Refusal | null {
  return refusalAt(route, decideAddresses(route.access, address, isListed));
}
