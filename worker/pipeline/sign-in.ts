import { SESSION_END } from '@portcullis/origin/context';
import {
  decideKnownTenant,
  decideNewSession,
  lacksCredentials,
  planNewSession,
  publicHostOf,
  type Refusal,
  refuse,
  type Session,
  sessionOf,
} from '@portcullis/rules/engine';
import { CLEARED_ROLE_COOKIE, fitsCookie, sessionFromGrant } from '../core/tokens/index.ts';
import type { Origin } from '../settings/read-origins.ts';
import { askState } from './admit.ts';
import { deviceOffer } from './device/index.ts';
import type { RoutedExchange } from './exchange.ts';
import { recordActing } from './record-acting.ts';
import {
  cookieOfSession,
  giveRoleCookie,
  keepSession,
  keepSource,
  revokeSession,
  type SessionBounds,
  stateUnavailable,
  type VouchedSource,
  withRenewal,
} from './sessions/index.ts';

/**
 * Starts or ends the session as the origin asks in its answer. Outside sign-in routes, the header is ignored.
 * @param word value of the answer's `Portcullis-Session`
 */
export async function applySessionHeader(
  exchange: RoutedExchange,
  origin: Origin,
  word: string,
): Promise<Refusal | null> {
  // A page without the visitor's credentials must not sign the visitor in or out either.
  if (!exchange.decision.route.signIn || lacksCredentials(exchange.decision)) {
    exchange.notes.push('session_header_ignored');
    return null;
  }
  return word === SESSION_END ? endSession(exchange) : startSession(exchange, origin, word);
}

async function startSession(exchange: RoutedExchange, origin: Origin, grant: string): Promise<Refusal | null> {
  const { config, decision } = exchange;
  const { policy, roles } = config.engine;
  const nowSeconds = Date.now() / 1000;
  const granted = await sessionFromGrant(grant, origin.keys, {
    origin: origin.rule.id,
    gateway: policy.gateway,
    requestId: exchange.id,
    requestedAtSeconds: exchange.startedMs / 1000,
    urlTenant: decision.urlTenant,
    // The app that signs people in at its own host says nothing about those of others.
    host: decision.route.hosts === null || decision.host === null ? null : publicHostOf(decision.host.pattern),
    roles,
    lifetimeSeconds: policy.session.lifetimeSeconds,
    nowSeconds,
  });
  if (!granted.ok) return refuse('session_grant_invalid', decision.route.at, { detail: granted.detail });
  const { notBefore, notAfter } = granted;
  return openSession(exchange, granted.session, { notBefore, notAfter, isOwn: true });
}

/**
 * Gives the visitor a new session, in place of the one that the visitor has: judged first by what shared state knows of its user
 * and tenant, then put into the role cookie.
 * @param session verified; what the visitor may do from now on
 * @param bounds within which alone the session counts
 * @param vouched by what it came, where a provider signed the visitor in
 */
export async function openSession(
  exchange: RoutedExchange,
  session: Session,
  bounds: SessionBounds,
  vouched: VouchedSource | null = null,
): Promise<Refusal | null> {
  const { config, decision } = exchange;
  const plan = planNewSession(decision, session);
  const refusal =
    plan === null
      ? decideKnownTenant(decision, session)
      : decideNewSession(decision, session, await askState(exchange, plan));
  if (refusal !== null) return refusal;
  const { renew } = config.engine.policy.session;
  // A provider that cannot be asked again is asked by another sign-in, when the first cookie has run out.
  const canRecheck = vouched === null || renew?.recheckSeconds == null || vouched.source.refreshToken !== null;
  const { via: _, ...rest } = session;
  const known = vouched === null ? rest : { ...rest, via: vouched.source.provider };
  const opened = withRenewal(known, canRecheck ? renew : null, bounds.notAfter);
  const cookie = await cookieOfSession(config, opened, bounds.notBefore);
  // The browser would drop it, or the gateway refuse it with the next request: the user would be signed out at once.
  if (!fitsCookie(cookie, opened.renewal !== undefined))
    return refuse('session_grant_invalid', decision.route.at, { detail: 'too long for a cookie' });
  const unrecorded = await recordActing(exchange, opened, null);
  if (unrecorded !== null) return unrecorded;
  const lost = vouched === null ? null : await keepSource(exchange, opened, vouched);
  if (lost !== null) return lost;
  const unkept = await keepSession(exchange, opened, bounds);
  if (unkept !== null) return unkept;
  giveRoleCookie(exchange, cookie);
  exchange.deviceOffer = await deviceOffer(exchange, opened);
  exchange.notes.push('session_started');
  giveBackAttempt(exchange);
  const previous = sessionOf(decision);
  if (previous !== null)
    exchange.waitUntil(revokeSession(exchange, previous, 'replaced by a new sign-in').catch(() => undefined));
  return null;
}

/** A successful sign-in is not a failure: limits that count failures give its count back. */
function giveBackAttempt({ config, counted, waitUntil }: RoutedExchange): void {
  const failures = counted?.limits.filter((limit) => config.engine.limits.get(limit.id)?.count === 'failures') ?? [];
  if (counted === null || failures.length === 0) return;
  // Best effort: a count that is not given back only makes the limit stricter.
  waitUntil(config.state.release(failures, counted.atMs).catch(() => undefined));
}

/** Ends the session of the request: revoked for every copy of its cookie, then taken from the browser. */
export async function endSession(exchange: RoutedExchange): Promise<Refusal | null> {
  const session = sessionOf(exchange.decision);
  giveRoleCookie(exchange, CLEARED_ROLE_COOKIE);
  exchange.signedOut = true;
  exchange.deviceOffer = null;
  exchange.notes.push('session_ended');
  if (session === null) return null;
  // The revocation ends it; when that was is second to it.
  exchange.waitUntil(recordActing(exchange, session, Date.now() / 1000));
  try {
    await revokeSession(exchange, session, 'signed out');
    return null;
  } catch (error) {
    return stateUnavailable(exchange, error);
  }
}
