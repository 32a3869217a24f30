import type { Policy, RenewRule } from '../policy/index.ts';
import type { AdmitFact, RenewalClaim, Session } from './facts.ts';

/**
 * Whether who has a cookie gets its successor. With a session that is bound to a key, or must be, who has a copy of a cookie
 * would otherwise live on by it: there, only who shows the key gets one.
 */
export function renewsByCookie({ renewal, key }: Pick<Session, 'renewal' | 'key'>, rule: RenewRule | null): boolean {
  return renewal !== undefined && rule !== null && rule.device !== 'required' && key === undefined;
}

/** What state must be asked about a session's cookie; `null` where it cannot be renewed by itself. */
export function renewalClaim(session: Session | null, rule: RenewRule | null, nowSeconds: number): RenewalClaim | null {
  const renewal = session?.renewal;
  if (session === null || renewal === undefined || rule === null || !renewsByCookie(session, rule)) return null;
  const { tenant, user, id, expiresAtSeconds } = session;
  const age = nowSeconds >= expiresAtSeconds ? 'over' : nowSeconds >= halfLifeOf(session) ? 'due' : 'fresh';
  const { generation } = renewal;
  return { tenant, user, session: id, generation, graceSeconds: rule.graceSeconds, age };
}

/** From when on a cookie may have a successor; seconds since the epoch. */
export function halfLifeOf({ renewal, issuedAtSeconds, expiresAtSeconds }: Session): number {
  return ((renewal?.renewedAtSeconds ?? issuedAtSeconds) + expiresAtSeconds) / 2;
}

/** Whether the cookie may have a successor, by what state answered. */
export function mayRenew(fact: AdmitFact | null): boolean {
  return fact?.kind === 'answered' && (fact.renewal === 'current' || fact.renewal === 'superseded');
}

/** The longest that a session, or a token of a machine, can live from its beginning: for so long a revocation matters. */
export function longestSessionSeconds({ session, tokens }: Pick<Policy, 'session' | 'tokens'>): number {
  const { lifetimeSeconds, renew } = session;
  return Math.max(lifetimeSeconds, renew?.absoluteSeconds ?? 0, tokens?.lifetimeSeconds ?? 0);
}

/** Clocks of gateways may disagree by this much. */
const MARGIN_SECONDS = 60;

/** Until when a revocation matters: no session that it ends can still be valid then. Both in seconds since the epoch. */
export function revocationEnd(notBefore: number, policy: Pick<Policy, 'session' | 'tokens'>): number {
  return notBefore + longestSessionSeconds(policy) + MARGIN_SECONDS;
}

/**
 * How much later than a revocation a session must be issued that it does not end: revocations end what was issued up to their
 * moment, which has whole milliseconds.
 */
export const JUST_AFTER_SECONDS = 0.001;

/** When a session ends even if it is used; seconds since the epoch. */
export function hardEndOf({ renewal, expiresAtSeconds }: Session): number {
  return renewal === undefined ? expiresAtSeconds : renewal.endsAtSeconds;
}

/** Until when what one cookie has opened may stay open: a copy of a cookie that no one can renew opens nothing for longer. */
export function openEndOf(session: Session, rule: RenewRule | null): number {
  return renewsByCookie(session, rule) ? hardEndOf(session) : session.expiresAtSeconds;
}

/** When a session ends unless it is used again; seconds since the epoch. */
export function idleEndOf(session: Session, rule: RenewRule | null): number {
  const { renewal, key, expiresAtSeconds } = session;
  if (renewal === undefined || rule === null) return expiresAtSeconds;
  if (rule.device === 'required' && key === undefined) return expiresAtSeconds;
  return Math.max(expiresAtSeconds, Math.min(renewal.renewedAtSeconds + rule.idleSeconds, renewal.endsAtSeconds));
}
