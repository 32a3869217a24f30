import { type Admitted, type Identified, tenantOf } from '../decision.ts';
import type { AdmitFact, AdmitPlan, Session } from '../facts.ts';
import { type Refusal, refuse } from '../reasons/index.ts';
import { OUTAGE_RETRY_SECONDS, revokedBy } from './admit.ts';
import { decideActAs, decideWall } from './tenant.ts';

/**
 * What shared state must be asked before a session is made, or `null` where it has been: at a host without a tenant, only
 * the grant says whose policy counts.
 */
export function planNewSession(decision: Identified, session: Session): AdmitPlan | null {
  return session.tenant === tenantOf(decision) ? null : planSession(session);
}

/** What shared state must be asked before a session gets a cookie that no other step has asked for. */
export function planSession({ user, tenant, id, issuedAtSeconds }: Session): AdmitPlan {
  return {
    tenant,
    subject: { tenant, user, session: id, issuedAtSeconds },
    renewal: null,
    limits: [],
    limitsRefuse: true,
    record: false,
    strict: true,
    patient: false,
    staleSeconds: 0,
  };
}

/** What is known already may refuse it: the request's tenant is the session's own, and state was asked for its policy. */
export function decideKnownTenant({ admitted, route }: Admitted, session: Session): Refusal | null {
  const policy = admitted?.kind === 'answered' ? admitted.tenantPolicy : null;
  return policy === null ? null : decideActAs(policy, session, route.at);
}

/** Judges state's answer about a session to be made. A second factor may follow, so its lack does not prevent sign-in. */
export function decideNewSession(decision: Identified, session: Session, fact: AdmitFact): Refusal | null {
  const { at } = decision.route;
  if (fact.kind === 'unavailable')
    return refuse('state_unavailable', at, { detail: fact.detail, retryAfterSeconds: OUTAGE_RETRY_SECONDS });
  const by = revokedBy(session, fact);
  if (by !== null) return refuse('session_revoked', at, { detail: by });
  const { tenantPolicy } = fact;
  if (tenantPolicy === null) return null;
  return decideActAs(tenantPolicy, session, at) ?? decideWall(tenantPolicy, decision, at);
}
