import type { Control, RouteRule, SourceLine } from '../policy/index.ts';
import type { AdmitFact, RequestFacts, Session, SessionFact } from './facts.ts';
import type { Reference } from './naming/index.ts';
import type { Refusal } from './reasons/index.ts';
import type { HostMatch } from './target/index.ts';

/** Whether a refusal ends the request, or is only recorded; `observed`: its route observes the control. */
export type Ends = (observed: boolean) => boolean;

const unlessObserved: Ends = (observed) => !observed;

/** A request that has arrived: all that is known is what it says itself. */
export interface Arrived {
  readonly request: RequestFacts;
  readonly ends: Ends;
  /** Refusals that did not end the request, since the route only observes the control. */
  readonly observed: Refusal[];
}

/** The route that decides has been found. */
export interface Routed extends Arrived {
  readonly route: RouteRule;
  /** The host that was asked for, as the rules have it; `null`: a question about the gateway's health at any other host. */
  readonly host: HostMatch | null;
  /** The tenant that the URL's host names. */
  readonly urlTenant: string | null;
  /** The request asks permission to make another one (Fetch Standard section 3.3.2), which the gateway answers itself. */
  readonly preflight: boolean;
  /** What else the request touches, each decided as a request of its own. */
  readonly named: readonly NamedDecision[];
}

/** The role cookie has been read. Before the `admit` step was judged, the session may be a revoked one. */
export interface Identified extends Routed {
  readonly session: SessionFact;
}

/** Shared state has been asked. */
export interface Admitted extends Identified {
  /** `null` where state had nothing to be asked. */
  readonly admitted: AdmitFact | null;
}

/**
 * One request on its way, with all that its steps have found out so far: one object from its arrival to its audit event, which
 * must describe a request wherever it ended. A step itself takes the stage that it follows, and cannot read what is not yet known.
 */
export interface Decision extends Arrived {
  /** Set by the `route` step. */
  route: RouteRule | null;
  /** Set by the `route` step. */
  host: HostMatch | null;
  /** Set by the `route` step. */
  urlTenant: string | null;
  /** Set by the `route` step. */
  preflight: boolean;
  /** Headers that name other resources, as read by the `route` step. */
  references: readonly Reference[];
  /** Set by the `route` step. */
  readonly named: NamedDecision[];
  /** Set by the `session` step, through `setSession`. */
  session: SessionFact;
  /** Set before the `admit` step is judged. */
  admitted: AdmitFact | null;
  /** The request was let through although shared state did not answer, as its route says; set by the `admit` step. */
  degraded: boolean;
}

/** A decision that has its route: it can be taken at every later stage. */
export interface RoutedDecision extends Decision {
  route: RouteRule;
}

/** Whether the `route` step has found its route. */
export function isRouted(decision: Decision): decision is RoutedDecision {
  return decision.route !== null;
}

/** A decision about something that a request touches besides its target. */
export interface NamedDecision {
  /** What names it, such as `Destination`. Begins the detail of its refusals. */
  readonly title: string;
  readonly decision: RoutedDecision;
}

/**
 * Starts a decision about one request.
 * @param ends for tools that go on after a refusal; by default, as the gateway does
 */
export function createDecision(request: RequestFacts, ends: Ends = unlessObserved): Decision {
  return {
    request,
    ends,
    route: null,
    host: null,
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
export function sessionOf({ session }: Pick<Identified, 'session'>): Session | null {
  return session.kind === 'verified' ? session.session : null;
}

/** The tenant that a request concerns: the session's, else the one that the URL names. */
export function tenantOf(decision: Pick<Identified, 'session' | 'urlTenant'>): string | null {
  return sessionOf(decision)?.tenant ?? decision.urlTenant;
}

/** Ends a check that no route can put under observation: `null` where the request may go on. */
export function settle(decision: Arrived, refusal: Refusal | null): Refusal | null {
  return refusal === null ? null : endOrRecord(decision, refusal, false);
}

/** Ends a check of a control. A refusal under a control that the route observes is recorded only. */
export function settleControl(decision: Routed, refusal: Refusal | null, control: Control): Refusal | null {
  return refusal === null ? null : endOrRecord(decision, refusal, decision.route.observe.includes(control));
}

function endOrRecord(decision: Arrived, refusal: Refusal, observed: boolean): Refusal | null {
  if (decision.ends(observed)) return refusal;
  decision.observed.push(refusal);
  return null;
}

/** Line of a part of the route, such as `roles`. */
export function lineOf(route: RouteRule, part: string): SourceLine {
  const line = route.lines[part];
  return line === undefined ? route.at : `${route.at.slice(0, route.at.lastIndexOf(':'))}:${line}`;
}
