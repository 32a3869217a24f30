import type { Control, RouteRule, SourceLine } from '../policy/index.ts';
import type { AdmitFact, RequestFacts, Session, SessionFact } from './facts.ts';
import type { Reference } from './naming/index.ts';
import type { Refusal } from './reasons/index.ts';

/** What the steps have found out so far. Each step reads what earlier ones wrote. */
export interface Decision {
  readonly request: RequestFacts;
  /** Every refusal is noted and none ends a step, for tools that show all of them. Never set in the Worker. */
  readonly notesAll: boolean;
  /** Set by the `route` step. */
  route: RouteRule | null;
  /** The tenant that the URL's host names; set by the `route` step. */
  urlTenant: string | null;
  /** The request asks for leave to make another one (Fetch Standard section 3.3.2), which the gateway answers itself; set by the `route` step. */
  preflight: boolean;
  /** Headers that name other resources, as read by the `route` step. */
  references: readonly Reference[];
  /** What else the request touches, each decided as a request of its own; set by the `route` step. */
  readonly named: NamedDecision[];
  /** Set before the `admit` step, by `takeSession`. */
  session: SessionFact;
  /** Set before the `admit` step is judged; `null` where state had nothing to be asked. */
  admitted: AdmitFact | null;
  /** The request was let through although shared state did not answer, as its route says. */
  degraded: boolean;
  /** Refusals that did not end the request, since the route only observes the control. */
  readonly observed: Refusal[];
}

/** A decision about something that a request touches besides its target. */
export interface NamedDecision {
  /** What names it, such as `Destination`. Begins the detail of its refusals. */
  readonly title: string;
  readonly decision: Decision;
}

/** Starts a decision about one request. */
export function createDecision(request: RequestFacts, options: { readonly notesAll?: boolean } = {}): Decision {
  return {
    request,
    notesAll: options.notesAll ?? false,
    route: null,
    urlTenant: null,
    preflight: false,
    references: [],
    named: [],
    session: { kind: 'none' },
    admitted: null,
    degraded: false,
    observed: [],
  };
}

/** The verified session, or `null`. Before the `admit` step was judged it may still be a revoked one. */
export function sessionOf(decision: Decision): Session | null {
  return decision.session.kind === 'verified' ? decision.session.session : null;
}

/** The tenant that a request concerns: the session's, else the one that the URL names. */
export function tenantOf(decision: Decision): string | null {
  return sessionOf(decision)?.tenant ?? decision.urlTenant;
}

/**
 * Ends a check: `null` where the request may go on. A refusal under a control that the route observes is recorded only.
 * @param control `null` where nothing can put the check under observation
 */
export function settle(decision: Decision, refusal: Refusal | null, control: Control | null): Refusal | null {
  if (refusal === null) return null;
  const observed = control !== null && decision.route?.observe.includes(control) === true;
  if (!observed && !decision.notesAll) return refusal;
  decision.observed.push(refusal);
  return null;
}

/** Line of a part of the route, such as `roles`. */
export function lineOf(route: RouteRule, part: string): SourceLine {
  const line = route.lines[part];
  return line === undefined ? route.at : `${route.at.slice(0, route.at.lastIndexOf(':'))}:${line}`;
}
