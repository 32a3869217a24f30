import { mayRenew, PEEK, type RenewalClaim, SESSION_ROUTE, type Session, sessionOf } from '@portcullis/rules/engine';
import type { RoutedExchange } from '../exchange.ts';
import { revokeSession } from './revoke-session.ts';
import { cookieOfSession, giveRoleCookie } from './role-cookie.ts';

/**
 * Does what state's answer about the cookie asks for: gives the browser its successor, or ends a session of which someone
 * holds a copy.
 * @param session as the cookie says, before the answer was judged
 * @param isRefused by what state answered: then it gets no successor
 */
export async function renewSession(
  exchange: RoutedExchange,
  session: Session,
  claim: RenewalClaim,
  isRefused: boolean,
): Promise<void> {
  const { decision } = exchange;
  const { admitted } = decision;
  if (admitted?.kind === 'answered' && admitted.renewal === 'reused') return endReused(exchange, session);
  const isWanted = !isRefused && claim.age !== 'fresh' && sessionOf(decision) !== null && mayRenew(admitted);
  if (!isWanted || isPeek(exchange)) return;
  const successor = successorOf(exchange, session);
  if (successor === null) return;
  giveRoleCookie(exchange, await cookieOfSession(exchange.config, successor, null));
  exchange.notes.push('session_renewed');
  decision.session = { kind: 'verified', session: successor };
}

/** The refusal stands even where the revocation cannot be written: then the next use of an old cookie tries again. */
async function endReused(exchange: RoutedExchange, session: Session): Promise<void> {
  exchange.notes.push('session_reused');
  try {
    await revokeSession(exchange, session, 'a copy of an older cookie was used');
  } catch {
    exchange.notes.push('revocation_failed');
  }
}

/** Who it is, and how the user signed in, are copied; only the times of the cookie are new. */
function successorOf({ config, startedMs }: RoutedExchange, session: Session): Session | null {
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
