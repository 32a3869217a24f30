import { type Renewal, renewsByCookie } from '@portcullis/rules/engine';
import type { RenewRule } from '@portcullis/rules/policy';
import { FIRST_GENERATION } from '../renewal/index.ts';
import { isTime } from '../time/index.ts';

/** What a cookie says of its renewal. */
export interface CookieRenewal {
  readonly renewal: Renewal;
  /** When the session began; seconds since the epoch. */
  readonly startedAtSeconds: number;
  /** Until when the cookie counts if shared state says so, in spite of its `exp`. */
  readonly lastSeconds: number;
}

/** The browser's key, to which the cookie's session is bound. */
export interface CookieKey {
  /** Thumbprint; `null`: bound to none. */
  readonly key: string | null;
  /** Whether the browser has just shown that it has the key. */
  readonly isShown: boolean;
}

/**
 * Reads the claims `gen`, `abs` and `start` of a cookie with these times. `null` where it has none, `undefined` where one is
 * malformed.
 */
export function renewalOf(
  { gen, abs, start }: Readonly<Record<string, unknown>>,
  { iat, exp }: { readonly iat: number; readonly exp: number },
  rule: RenewRule,
  { key, isShown }: CookieKey,
): CookieRenewal | null | undefined {
  if (gen === undefined) return null;
  if (typeof gen !== 'number' || !Number.isSafeInteger(gen) || gen < FIRST_GENERATION) return undefined;
  if (!isTime(abs) || !isTime(start) || start > iat) return undefined;
  // The rules may have become stricter since it was made.
  const endsAtSeconds = Math.min(abs, start + rule.absoluteSeconds);
  const renewal = { generation: gen, renewedAtSeconds: iat, endsAtSeconds };
  const outlivesExp = isShown || renewsByCookie(key === null ? { renewal } : { renewal, key }, rule);
  return {
    renewal,
    startedAtSeconds: start,
    lastSeconds: Math.min(endsAtSeconds, outlivesExp ? Math.max(exp, iat + rule.idleSeconds) : exp),
  };
}
