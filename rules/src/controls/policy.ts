import type { StepUp } from './step-up/policy.ts';

/** What a route asks of every client. */
export interface OpenAccess {
  /** Names of address lists, one of which must hold the client; `null` where any address may come. */
  readonly addresses: readonly string[] | null;
}

/** What a route asks of the visitor's session. */
export interface VisitorAccess {
  /** `any`: every role that the rules declare. */
  readonly roles: 'any' | readonly string[];
  readonly stepUp: StepUp | null;
  readonly actAs: 'allowed' | 'read-only' | 'never';
}

/** Any session that has a role. */
export const ANY_SESSION: VisitorAccess = { roles: 'any', stepUp: null, actAs: 'allowed' };

/**
 * What a route can put under observation. Never among them: signatures, hosts, the wall between tenants, deny lists, a
 * tenant's own policy, sizes.
 */
export type Control = keyof OpenAccess | 'limits' | 'crossSite' | 'conditions' | keyof VisitorAccess;

/** The order in which controls are asked; one that is left out does not compile. */
const ORDER: { readonly [K in Control]: true } = {
  addresses: true,
  limits: true,
  crossSite: true,
  conditions: true,
  actAs: true,
  roles: true,
  stepUp: true,
};

/** Every control, in the order in which they are asked. */
export const CONTROLS = Object.keys(ORDER) as readonly Control[];
