import type { LimitDimension, LimitRule, RouteRule } from '../../policy/index.ts';
import { limitKeyOfAddress } from '../address/index.ts';
import { ADMIN_LIMIT, GATEWAY_ORIGIN } from '../built-in.ts';
import {
  type Identified,
  lineOf,
  type Routed,
  type RoutedDecision,
  sessionOf,
  settle,
  settleControl,
  tenantOf,
} from '../decision.ts';
import type { Engine } from '../engine.ts';
import type { AdmitFact, AdmitPlan, LimitClaim, LimitStatus, Session } from '../facts.ts';
import { type Refusal, refuse } from '../reasons/index.ts';
import { mayRenew, renewalClaim } from '../renewal.ts';

type AdmitAnswer = Extract<AdmitFact, { kind: 'answered' }>;

/** How long clients are asked to wait if state did not answer. */
export const OUTAGE_RETRY_SECONDS = 5;

/** What shared state must be asked for this request, all at once, or `null` where nothing. */
export function planAdmit(engine: Engine, decision: Identified): AdmitPlan | null {
  const { route } = decision;
  // A preflight carries no session, and must not use up what its page may ask for.
  if (decision.preflight || asksNobody(route)) return null;
  const session = sessionOf(decision);
  const endsAnonymous = session === null && needsSession(route);
  const limits = route.limits.flatMap((id) => claimOf(ruleOf(engine, id), decision) ?? []);
  // What has no session where one is needed is never forwarded: it leaves no record, and no policy decides about it.
  const record = route.audit === 'required' && !endsAnonymous;
  const tenant = endsAnonymous ? null : tenantOf(decision);
  if (tenant === null && limits.length === 0 && !record) return null;
  const subject =
    session === null
      ? null
      : { tenant: session.tenant, user: session.user, session: session.id, issuedAtSeconds: session.issuedAtSeconds };
  const { revocation, whenStateUnavailable: outage } = route;
  const staleSeconds = outage.kind === 'stale' ? outage.seconds : 0;
  const limitsRefuse = !route.observe.includes('limits');
  return {
    tenant,
    subject,
    renewal: renewalClaim(session, engine.policy.session.renew, decision.request.nowSeconds),
    limits,
    record,
    limitsRefuse,
    strict: revocation === 'strict' && subject !== null,
    patient: route.limits.includes(ADMIN_LIMIT),
    staleSeconds,
  };
}

/** The gateway's own answers that hold for everyone, such as `health`: whether shared state answers is nothing to them. */
function asksNobody(route: RouteRule): boolean {
  return route.origin === GATEWAY_ORIGIN && route.access.kind === 'public' && route.limits.length === 0;
}

/** Whether `authorize` ends a request that has none. */
function needsSession(route: RouteRule): boolean {
  return route.access.kind === 'roles' && !route.observe.includes('roles');
}

/**
 * A limit by something that the request lacks (a user, say, on a public route) counts by address instead, so that
 * leaving something out never escapes a limit. Where a session is missing that the route needs anyway, only limits by
 * address are asked: the request ends in `authorize`, unless the route only observes that.
 */
function claimOf(limit: LimitRule, decision: Identified): LimitClaim | null {
  const endsAnonymous = needsSession(decision.route) && sessionOf(decision) === null;
  if (endsAnonymous && !limit.by.includes('address')) return null;
  const parts: [string, string][] = [];
  let incomplete = false;
  for (const dimension of limit.by) {
    const value = partOf(dimension, limit, decision);
    if (value === null) incomplete = true;
    else parts.push([dimension, value]);
  }
  if (incomplete && !limit.by.includes('address')) parts.push(['address', addressPart(limit, decision)]);
  // Users and sessions are a tenant's own: the same id in two tenants is two keys.
  const scope = limit.by.some((dimension) => dimension !== 'address' && dimension !== 'route')
    ? tenantOf(decision)
    : null;
  return {
    id: limit.id,
    tenant: scope,
    key: JSON.stringify([scope, limit.id, ...parts]),
    quota: limit.quota,
    windowSeconds: limit.windowSeconds,
    ...(limit.counting === 'leased' ? { leased: true } : {}),
  };
}

/** A missing limit could never be exceeded: the request is refused instead. */
function ruleOf(engine: Engine, id: string): LimitRule {
  const limit = engine.limits.get(id);
  if (limit === undefined) throw new ReferenceError(`the rules name the limit "${id}", which they do not hold`);
  return limit;
}

function partOf(dimension: LimitDimension, limit: LimitRule, decision: Identified): string | null {
  switch (dimension) {
    case 'address':
      return addressPart(limit, decision);
    case 'tenant':
      return tenantOf(decision);
    case 'user':
      return sessionOf(decision)?.user ?? null;
    case 'session':
      return sessionOf(decision)?.id ?? null;
    case 'route':
      return decision.route.id;
  }
}

/** Requests whose address is unknown share one bucket. */
function addressPart(limit: LimitRule, decision: Identified): string {
  const { address } = decision.request;
  return address === null ? 'unknown' : limitKeyOfAddress(address, limit.ipv6PrefixLength);
}

/**
 * Judges what shared state answered. A revoked session is refused where the route needs one; on a public route it counts
 * as no session, so that the user can sign in again. At another tenant's host it is refused there too:
 * state was asked for the policy of the session's tenant, and the URL's tenant would go without its own.
 */
export function decideAdmit(engine: Engine, decision: RoutedDecision): Refusal | null {
  const { admitted, route } = decision;
  const refusal = admitted === null ? null : decideAnswer(engine, decision, route, admitted);
  return refusal ?? endUnlessRenewed(engine, decision);
}

function decideAnswer(engine: Engine, decision: RoutedDecision, route: RouteRule, admitted: AdmitFact): Refusal | null {
  if (admitted.kind === 'unavailable') return decideUnavailable(route, admitted.detail, decision);
  if (admitted.stale === true) decision.degraded = true;
  // Limits of what a request names besides its target are for that resource's own route to judge.
  const isForeign = decision.named.length > 0 && route.limits.length === 0;
  const exceeded = isForeign ? null : settleControl(decision, decideLimits(engine, route, admitted.limits), 'limits');
  return exceeded ?? decideRevoked(route, decision, admitted);
}

/**
 * Neither the state nor, on a `stale` route, a copy of it could answer. `open` is as good as `closed` on a route whose record
 * must be kept, since it was not.
 */
function decideUnavailable(route: RouteRule, detail: string, decision: RoutedDecision): Refusal | null {
  if (route.whenStateUnavailable.kind === 'open' && route.audit !== 'required') {
    decision.degraded = true;
    return null;
  }
  const at = lineOf(route, 'whenStateUnavailable');
  return settle(decision, refuse('state_unavailable', at, { detail, retryAfterSeconds: OUTAGE_RETRY_SECONDS }));
}

function decideLimits(engine: Engine, route: RouteRule, limits: readonly LimitStatus[]): Refusal | null {
  const exceeded = limits.filter((limit) => !limit.admitted);
  if (exceeded.length === 0) return null;
  const longest = Math.max(...exceeded.map((limit) => limit.resetMs));
  const ids = exceeded.map((limit) => limit.id);
  return refuse('limit_exceeded', engine.limits.get(ids[0] ?? '')?.at ?? route.at, {
    detail: ids.join(', '),
    retryAfterSeconds: Math.max(1, Math.ceil(longest / 1000)),
  });
}

function decideRevoked(route: RouteRule, decision: RoutedDecision, answer: AdmitAnswer): Refusal | null {
  const by = revokedBy(sessionOf(decision), answer);
  const isReused = answer.renewal === 'reused';
  if (by === null && !isReused) return null;
  const ofOtherTenant = decision.urlTenant !== null && decision.urlTenant !== tenantOf(decision);
  const isPublic = route.access.kind === 'public';
  const at = lineOf(route, 'access');
  const refusal = by === null ? refuse('session_reused', at) : refuse('session_revoked', at, { detail: by });
  const settled = !isPublic || ofOtherTenant ? settleRevoked(decision, refusal, ofOtherTenant) : null;
  if (settled !== null) return settled;
  decision.session = { kind: 'invalid', detail: by === null ? 'reused' : `revoked by ${by}` };
  return null;
}

/** A cookie that is over counts only where state says that it can be renewed: without an answer, it has ended. */
function endUnlessRenewed(engine: Engine, decision: RoutedDecision): null {
  const { request, admitted } = decision;
  const claim = renewalClaim(sessionOf(decision), engine.policy.session.renew, request.nowSeconds);
  if (claim?.age === 'over' && !mayRenew(admitted)) decision.session = { kind: 'invalid', detail: 'expired' };
  return null;
}

/** At another tenant's host, no route observes it. */
function settleRevoked(decision: Routed, refusal: Refusal, ofOtherTenant: boolean): Refusal | null {
  return ofOtherTenant ? settle(decision, refusal) : settleControl(decision, refusal, 'roles');
}

/** What ended the session, by what state answered: a revocation, or its tenant's policy. */
export function revokedBy(session: Session | null, answer: AdmitAnswer): string | null {
  if (answer.revokedBy !== null) return answer.revokedBy;
  const notBefore = answer.tenantPolicy?.notBefore ?? 0;
  return session !== null && session.issuedAtSeconds < notBefore ? 'tenant policy' : null;
}
