import type { Policy, RenewRule } from '../policy/index.ts';
import type { AdmitFact, RenewalClaim, Session } from './facts.ts';

/** What state must be asked about a session's cookie; `null` where it cannot be renewed. */
export function renewalClaim(session: Session | null, rule: RenewRule | null, nowSeconds: number): RenewalClaim | null {
  const renewal = session?.renewal;
  if (session === null || renewal === undefined || rule === null) return null;
  const { tenant, user, id, expiresAtSeconds } = session;
  const halfSeconds = (renewal.renewedAtSeconds + expiresAtSeconds) / 2;
  const age = nowSeconds >= expiresAtSeconds ? 'over' : nowSeconds >= halfSeconds ? 'due' : 'fresh';
  const { generation } = renewal;
  return { tenant, user, session: id, generation, graceSeconds: rule.graceSeconds, age };
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

/** When a session ends even if it is used; seconds since the epoch. */
export function hardEndOf({ renewal, expiresAtSeconds }: Session): number {
  return renewal === undefined ? expiresAtSeconds : renewal.endsAtSeconds;
}

/** When a session ends unless it is used again; seconds since the epoch. */
export function idleEndOf(session: Session, rule: RenewRule | null): number {
  const { renewal, expiresAtSeconds } = session;
  if (renewal === undefined || rule === null) return expiresAtSeconds;
  return Math.max(expiresAtSeconds, Math.min(renewal.renewedAtSeconds + rule.idleSeconds, renewal.endsAtSeconds));
}
