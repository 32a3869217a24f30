import type { TenantPolicy } from '@portcullis/rules/engine';
import type { Revocation, RevocationScope } from '../../../../worker/state/port.ts';
import type { StoreClaim, StoreQuestion } from '../../../../worker/state/store.ts';

/** When the tests begin, milliseconds since the epoch: ahead of the real time, so that no sweep of the object's own falls in between. */
export const START = (Math.floor(Date.now() / 86_400_000) + 2) * 86_400_000;
export const START_SECONDS = START / 1000;

/** Ids that an app or a client may come up with. */
export const HOSTILE = [
  'u1',
  '',
  '*',
  ':',
  'a:b',
  'a b',
  'a\nb',
  'a\u0000b',
  '{acme}',
  'acme.user.x',
  '%s%s',
  '__proto__',
  'ä€😀',
  "'; DROP TABLE revocations; --",
  '] } return {1} --',
  'x'.repeat(5000),
] as const;

export function question(part: Partial<StoreQuestion> = {}): StoreQuestion {
  return { tenant: null, subject: null, limits: [], record: null, ...part };
}

/** The question of whoever holds a session. */
export function asking(
  tenant: string,
  user: string,
  session: string,
  issuedAtSeconds = START_SECONDS - 60,
): StoreQuestion {
  return question({ tenant, subject: { tenant, user, session, issuedAtSeconds } });
}

export function claim(key: string, quota: number, windowSeconds: number, cost?: number): StoreClaim {
  return { id: key, tenant: null, key, quota, windowSeconds, ...(cost === undefined ? {} : { cost }) };
}

export function revocation(scope: RevocationScope, part: Partial<Revocation> = {}): Revocation {
  return { scope, notBefore: START_SECONDS, expires: START_SECONDS + 900, reason: 'left', by: 'ops', ...part };
}

export function policy(part: Partial<TenantPolicy> = {}): TenantPolicy {
  return { suspended: false, addresses: [], requireMfa: false, forbidActAs: false, notBefore: 0, ...part };
}
