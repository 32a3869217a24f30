import {
  JUST_AFTER_SECONDS,
  openEndOf,
  type Refusal,
  refuse,
  revocationEnd,
  type Session,
} from '@portcullis/rules/engine';
import { isKeyPart, keptKey, keptPrefix } from '../../core/kept/index.ts';
import { moveKey } from '../../pipeline/device/index.ts';
import type { RoutedExchange } from '../../pipeline/exchange.ts';
import {
  forgetSessions,
  moveGuest,
  revokeSession,
  stateUnavailable,
  takeSource,
  type VouchedSource,
} from '../../pipeline/sessions/index.ts';
import { endSession, openSession } from '../../pipeline/sign-in.ts';
import { isRevoked, type ListedSession, listedSession, liveSessions, reaches } from './live-sessions.ts';

/** Longer than it takes to revoke. From then on, the revocation keeps a second request out. */
const CLAIM_SECONDS = 30;
/** Sessions that one request ends by themselves. */
const MOST_AT_ONCE = 200;

/** Ends one session of the user. Of another user's, nothing is said: not even that there is one. */
export async function endOne(exchange: RoutedExchange, session: Session, id: string): Promise<Refusal | null> {
  if (id === session.id) return endSession(exchange);
  if (!isKeyPart(id)) return null;
  const [kept = null] = await exchange.config.state.readKept(session.tenant, [keptKey('session', session.user, id)]);
  const other = kept === null ? null : listedSession(kept);
  if (other !== null && reaches(session, other)) await endListed(exchange, session, other);
  return null;
}

async function endListed(exchange: RoutedExchange, session: Session, { id, started, ends }: ListedSession) {
  const renewal = { generation: 1, renewedAtSeconds: started, endsAtSeconds: ends };
  await revokeSession(exchange, { ...session, id, renewal }, 'ended from another session');
  exchange.notes.push('session_ended_elsewhere');
}

/** Ends every session of the user, or every other one. */
export function endEvery(exchange: RoutedExchange, session: Session, keepsThis: boolean): Promise<Refusal | null> {
  if (session.host !== undefined) return endAtHost(exchange, session, keepsThis);
  return keepsThis ? replaceAll(exchange, session) : endAll(exchange, session);
}

/** For a session that counts at one host alone: the user's sessions elsewhere are not its own. */
async function endAtHost(exchange: RoutedExchange, session: Session, keepsThis: boolean): Promise<Refusal | null> {
  const prefix = keptPrefix('session', session.user);
  let ended = 0;
  let cursor: string | null = null;
  do {
    const page = await liveSessions(exchange, session.tenant, prefix, cursor);
    for (const other of page.entries.filter((each) => each.id !== session.id && reaches(session, each))) {
      ended += 1;
      if (ended > MOST_AT_ONCE) return stateUnavailable(exchange, new Error('more sessions than end at once'));
      await endListed(exchange, session, other);
    }
    cursor = page.next;
  } while (cursor !== null);
  return keepsThis ? null : endSession(exchange);
}

/** Everything up to now ends, on record or not. */
async function endAll(exchange: RoutedExchange, session: Session): Promise<Refusal | null> {
  const notBefore = Date.now() / 1000;
  await revokeUser(exchange, session, notBefore);
  exchange.waitUntil(forgetSessions(exchange, session.tenant, session.user, notBefore));
  return endSession(exchange);
}

async function revokeUser(exchange: RoutedExchange, { tenant, user }: Session, notBefore: number): Promise<void> {
  const expires = revocationEnd(notBefore, exchange.config.engine.policy);
  const scope = { kind: 'user', tenant, id: user } as const;
  await exchange.config.state.revoke({ scope, notBefore, expires, reason: 'ended by the user', by: user });
  exchange.notes.push('sessions_ended');
}

/**
 * Everything up to now ends, on record or not, and this browser gets a session of its own in exchange. The moment is taken before
 * shared state is asked, so that what ends the session from then on ends the new one, too; what has ended it before is seen.
 */
async function replaceAll(exchange: RoutedExchange, session: Session): Promise<Refusal | null> {
  const { state } = exchange.config;
  const notBefore = Date.now() / 1000;
  const source = await takeSource(exchange, session);
  if (source === 'busy') return stateUnavailable(exchange, new Error('the provider is being asked about the session'));
  const { id, user, issuedAtSeconds: started, tenant } = session;
  if (isRevoked({ id, user, started }, tenant, await state.revocations(tenant))) return endedMeanwhile();
  // Of two requests with one cookie, the later must not get a session beside that of the first.
  const claim = { key: keptKey('once', 'others', id), value: '', expires: notBefore + CLAIM_SECONDS, ifVersion: null };
  if (!(await state.writeKept(tenant, [claim]))) return endedMeanwhile();
  await revokeUser(exchange, session, notBefore);
  try {
    return await takePlace(exchange, session, notBefore, source);
  } finally {
    // What takes its place is made from what is kept of it.
    exchange.waitUntil(forgetSessions(exchange, tenant, session.user, notBefore));
  }
}

/** Gives the browser a session in the place of one that has just ended. */
async function takePlace(
  exchange: RoutedExchange,
  session: Session,
  notBefore: number,
  source: VouchedSource | 'none' | 'lost',
): Promise<Refusal | null> {
  const { engine, state } = exchange.config;
  const { id, tenant } = session;
  // A revocation of this one session does not know of the next.
  const later = await state.revocations(tenant);
  if (later.some(({ scope }) => scope.kind === 'session' && scope.tenant === tenant && scope.id === id))
    return endedMeanwhile();
  // Without its source, the provider could not end the new session, nor be asked about it.
  if (source === 'lost') return endSession(exchange);
  const vouched = source === 'none' ? null : source;
  const next = { id: crypto.randomUUID(), issuedAtSeconds: notBefore + JUST_AFTER_SECONDS };
  await moveGuest(exchange, session, next);
  if (session.key !== undefined) {
    const move = await moveKey(exchange, session, next, vouched);
    if (move !== 'missing') return move === 'moved' ? null : move;
    return endSession(exchange);
  }
  const { renewal: _, ...rest } = session;
  // Where only a key renews, who has shown none gets nothing that lives longer than the cookie.
  const notAfter = Math.floor(openEndOf(session, engine.policy.session.renew));
  return openSession(exchange, { ...rest, ...next }, { notBefore: null, notAfter, isOwn: false }, vouched);
}

function endedMeanwhile(): Refusal {
  return refuse('session_revoked', null, { detail: 'while its others were being ended' });
}
