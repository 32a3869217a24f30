import type { RouteRule } from '../policy/index.ts';
import type { AdmitFact, RequestFacts, Session, SessionFact } from './facts.ts';

/** What the steps have found out so far. Each step reads what earlier ones wrote. */
export interface Decision {
  readonly request: RequestFacts;
  /** Set by the `route` step. */
  route: RouteRule | null;
  /** The tenant that the URL's host names; set by the `route` step. */
  urlTenant: string | null;
  /** Set before the `admit` step. */
  session: SessionFact;
  /** Set before the `admit` step is judged; `null` where state had nothing to be asked. */
  admitted: AdmitFact | null;
}

/** Starts a decision about one request. */
export function createDecision(request: RequestFacts): Decision {
  return { request, route: null, urlTenant: null, session: { kind: 'none' }, admitted: null };
}

/** The verified session, or `null`. Before the `admit` step was judged it may still be a revoked one. */
export function sessionOf(decision: Decision): Session | null {
  return decision.session.kind === 'verified' ? decision.session.session : null;
}

/** The tenant that a request concerns: the session's, else the one that the URL names. */
export function tenantOf(decision: Decision): string | null {
  return sessionOf(decision)?.tenant ?? decision.urlTenant;
}
