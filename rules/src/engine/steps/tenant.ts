import { type Arrived, type RoutedDecision, sessionOf, settle } from '../decision.ts';
import type { Engine } from '../engine.ts';
import type { Session, TenantPolicy } from '../facts.ts';
import { type Refusal, refuse } from '../reasons/index.ts';
import { SECOND_FACTORS } from '../second-factors.ts';
import { createTenantAddressMatcher } from '../tenant-policy.ts';

/** The wall between tenants, and what the tenant itself demands. */
export function decideTenant(_engine: Engine, decision: RoutedDecision): Refusal | null {
  const { at } = decision.route;
  const session = sessionOf(decision);
  if (session !== null && decision.urlTenant !== null && session.tenant !== decision.urlTenant) {
    const detail = `session of ${session.tenant} at ${decision.urlTenant}`;
    const refusal = settle(decision, refuse('tenant_mismatch', at, { detail }));
    if (refusal !== null) return refusal;
  }
  const { addresses = null } = session?.token ?? {};
  if (addresses !== null && !isListed(addresses, decision)) {
    const refusal = settle(decision, refuse('token_address_not_listed', at));
    if (refusal !== null) return refusal;
  }
  const policy = decision.admitted?.kind === 'answered' ? decision.admitted.tenantPolicy : null;
  return policy === null ? null : settle(decision, decideTenantPolicy(policy, decision, at));
}

function decideTenantPolicy(policy: TenantPolicy, decision: RoutedDecision, at: string): Refusal | null {
  const wall = decideWall(policy, decision, at);
  if (wall !== null) return wall;
  const session = sessionOf(decision);
  const needsSession = decision.route.access.kind === 'roles';
  const acting = session === null ? null : decideActAs(policy, session, at);
  if (acting !== null && needsSession) return acting;
  // Anyone may see a public page, but it is not shown as the user's.
  if (acting !== null) decision.session = { kind: 'invalid', detail: 'the tenant forbids act-as' };
  if (
    policy.requireMfa &&
    needsSession &&
    session !== null &&
    !session.authenticationMethods.some((method) => SECOND_FACTORS.has(method))
  ) {
    return refuse('tenant_requires_mfa', at, {
      requiredSignIn: { withinSeconds: null, methods: [...SECOND_FACTORS] },
    });
  }
  return null;
}

/** Whether the tenant lets one person act as another. */
export function decideActAs(policy: TenantPolicy, session: Session, at: string): Refusal | null {
  return policy.forbidActAs && session.actAs !== null ? refuse('tenant_forbids_act_as', at) : null;
}

/** What keeps every session out. */
export function decideWall(policy: TenantPolicy, decision: Arrived, at: string): Refusal | null {
  if (policy.suspended) return refuse('tenant_suspended', at);
  if (policy.addresses.length === 0) return null;
  return isListed(policy.addresses, decision) ? null : refuse('tenant_address_not_listed', at);
}

function isListed(prefixes: readonly string[], { request: { address } }: Arrived): boolean {
  return address !== null && createTenantAddressMatcher(prefixes)(address);
}
