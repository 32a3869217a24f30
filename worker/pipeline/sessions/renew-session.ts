import {
  mayRenew,
  PEEK,
  type RenewalClaim,
  SESSION_ROUTE,
  type Session,
  sessionOf,
  setSession,
} from '@portcullis/rules/engine';
import { CLEARED_ROLE_COOKIE } from '../../core/tokens/index.ts';
import type { RoutedExchange } from '../exchange.ts';
import { recheckSession } from './recheck-session.ts';
import { revokeSession } from './revoke-session.ts';
import { cookieOfSession, giveRoleCookie } from './role-cookie.ts';

/**
 * Does what state's answer about the cookie asks for: gives the browser its successor, or ends a session of which someone
 * holds a copy. `null`: it asks for nothing.
 * @param session as the cookie says, before the answer was judged
 * @param isRefused by what state answered: then it gets no successor
 */
export function renewSession(
  exchange: RoutedExchange,
  session: Session,
  claim: RenewalClaim,
  isRefused: boolean,
): Promise<void> | null {
  const { decision } = exchange;
  const { admitted } = decision;
  if (admitted?.kind === 'answered' && admitted.renewal === 'reused')
    return endSessionFor(exchange, session, 'session_reused', 'a copy of an older cookie was used');
  const isWanted = !isRefused && claim.age !== 'fresh' && sessionOf(decision) !== null && mayRenew(admitted);
  return isWanted && !isPeek(exchange) ? giveSuccessor(exchange, session, claim) : null;
}

async function giveSuccessor(exchange: RoutedExchange, session: Session, claim: RenewalClaim): Promise<void> {
  if (!(await mayGoOn(exchange, session, claim))) return;
  const successor = successorOf(exchange, session);
  if (successor === null) return;
  // An app may take its time. By then, the browser can have a later cookie, and would hold an old one again.
  const untilMs = exchange.startedMs + claim.graceSeconds * 1000;
  giveRoleCookie(exchange, await cookieOfSession(exchange.config, successor, null), untilMs);
  exchange.notes.push('session_renewed');
  setSession(exchange.decision, { kind: 'verified', session: successor });
}

/** Whether the provider by which the session came still lets its user in, as far as it was asked. */
async function mayGoOn(exchange: RoutedExchange, session: Session, { age }: RenewalClaim): Promise<boolean> {
  const { renew, lifetimeSeconds } = exchange.config.engine.policy.session;
  if (renew === null || renew.recheckSeconds === null) return true;
  const answer = await recheckSession(exchange, session, { recheckSeconds: renew.recheckSeconds, lifetimeSeconds });
  if (answer === 'passes') return true;
  if (answer === 'ended') {
    giveRoleCookie(exchange, CLEARED_ROLE_COOKIE);
    await endSessionFor(
      exchange,
      session,
      'session_ended_by_provider',
      'the identity provider no longer lets the user in',
    );
  }
  // A cookie that has not run out yet lives to its end; what the provider has ended does not.
  if (answer === 'ended' || age === 'over')
    setSession(exchange.decision, { kind: 'invalid', detail: `provider: ${answer}` });
  return false;
}

/** The refusal stands even where the revocation cannot be written: then the next use of the cookie tries again. */
export async function endSessionFor(
  exchange: RoutedExchange,
  session: Session,
  note: string,
  reason: string,
): Promise<void> {
  exchange.notes.push(note);
  try {
    await revokeSession(exchange, session, reason);
  } catch {
    exchange.notes.push('revocation_failed');
  }
}

/** Who it is, and how the user signed in, are copied; only the times of the cookie are new. */
export function successorOf({ config, startedMs }: RoutedExchange, session: Session): Session | null {
  const { renewal } = session;
  if (renewal === undefined) return null;
  const { endsAtSeconds } = renewal;
  // A clock that was set back must not make the cookie older than its session.
  const renewedAtSeconds = Math.max(startedMs / 1000, session.issuedAtSeconds);
  const { lifetimeSeconds } = config.engine.policy.session;
  return {
    ...session,
    expiresAtSeconds: Math.min(Math.floor(renewedAtSeconds + lifetimeSeconds), endsAtSeconds),
    renewal: { generation: renewal.generation + 1, renewedAtSeconds, endsAtSeconds },
  };
}

function isPeek({ decision }: RoutedExchange): boolean {
  return decision.route.id === SESSION_ROUTE && decision.request.target.query === PEEK;
}
