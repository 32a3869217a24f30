import { formatAddress, hardEndOf, type Refusal, type Session } from '@portcullis/rules/engine';
import type { RenewRule } from '@portcullis/rules/policy';
import { keptKey, readGuest, writeGuest } from '../../core/kept/index.ts';
import { deviceName, FIRST_GENERATION, generationText, type SessionRecord } from '../../core/renewal/index.ts';
import { MAX_ACTING_SECONDS } from '../../core/tokens/index.ts';
import type { KeptChange } from '../../state/port.ts';
import type { RoutedExchange } from '../exchange.ts';
import type { SessionBounds } from './session-bounds.ts';
import { stateUnavailable } from './state-unavailable.ts';

/**
 * A session as its first cookie opens it.
 * @param rule `null`: sessions end with their cookie
 * @param notAfter end of what was granted, seconds since the epoch; `null`: none of its own
 */
export function withRenewal(session: Session, rule: RenewRule | null, notAfter: number | null): Session {
  // A key is registered for one session: what takes its place has none yet.
  const { key: _, ...opened } = session;
  if (rule === null) return opened;
  const { issuedAtSeconds, actAs } = session;
  const longest =
    issuedAtSeconds + (actAs === null ? rule.absoluteSeconds : Math.min(rule.absoluteSeconds, MAX_ACTING_SECONDS));
  const endsAtSeconds = notAfter === null ? longest : Math.min(longest, notAfter);
  return { ...opened, renewal: { generation: FIRST_GENERATION, renewedAtSeconds: issuedAtSeconds, endsAtSeconds } };
}

/**
 * Keeps what a session needs to be renewed, before its cookie goes out: without it, the cookie could have no successor. A guest's is
 * kept for the list of guests, too.
 */
export async function keepSession(
  exchange: RoutedExchange,
  session: Session,
  bounds: SessionBounds,
): Promise<Refusal | null> {
  const { tenant } = session;
  const changes = [...renewalChanges(exchange, session), ...guestChanges(session, bounds)];
  if (changes.length === 0) return null;
  try {
    await exchange.config.state.writeKept(tenant, changes);
    return null;
  } catch (error) {
    return stateUnavailable(exchange, error);
  }
}

function renewalChanges(exchange: RoutedExchange, session: Session): readonly KeptChange[] {
  const { user, id, renewal } = session;
  if (renewal === undefined) return [];
  const expires = renewal.endsAtSeconds;
  const generation = generationText({ number: renewal.generation, sinceMs: exchange.startedMs });
  return [
    { key: keptKey('generation', user, id), value: generation, expires },
    { key: keptKey('session', user, id), value: JSON.stringify(recordOfSession(exchange, session, expires)), expires },
  ];
}

function guestChanges(session: Session, { notBefore, notAfter, isOwn }: SessionBounds): readonly KeptChange[] {
  if (!isOwn || (notBefore === null && notAfter === null)) return [];
  const value = writeGuest({ userName: null, since: session.issuedAtSeconds, notBefore, notAfter });
  return [{ key: guestKey(session), value, expires: hardEndOf(session) }];
}

/** Under which a guest's session is listed, in its tenant's home. */
function guestKey({ user, id }: Pick<Session, 'user' | 'id'>): string {
  return keptKey('guest', user, id);
}

/** Keeps someone on the list of guests whose session another one takes the place of. @throws where state does not answer */
export async function moveGuest(
  { config: { state } }: RoutedExchange,
  from: Session,
  to: Pick<Session, 'id' | 'issuedAtSeconds'>,
): Promise<void> {
  const [kept = null] = await state.readKept(from.tenant, [guestKey(from)]);
  if (kept === null) return;
  const value = writeGuest({ ...readGuest(kept.value), since: to.issuedAtSeconds });
  const key = guestKey({ user: from.user, id: to.id });
  await state.writeKept(from.tenant, [{ key, value, expires: kept.expires }]);
}

/** What is kept of a session for its user and for operators. */
export function recordOfSession({ request, decision }: RoutedExchange, session: Session, ends: number): SessionRecord {
  const { address, country } = decision.request;
  return {
    started: session.issuedAtSeconds,
    ends,
    device: deviceName(request.headers.get('user-agent')),
    country,
    address: address === null ? null : formatAddress(address),
    actor: session.actAs?.sub ?? null,
    bound: session.key !== undefined,
    host: session.host ?? null,
  };
}
