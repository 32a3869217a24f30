import type { AdmitQuestion } from '../port.ts';
import type { StoreEntry } from '../store.ts';

/** A revocation of a whole tenant, or of everyone; seconds since the epoch. */
interface WideRevocation {
  readonly notBefore: number;
  readonly expires: number;
}

/**
 * Revocations of whole tenants, by their ids, and of everyone. There are few, so they are held whole: what was issued after
 * one is judged by the replica, and what was issued before it needs nobody to confirm that.
 */
export type WideRevocations = Map<string, WideRevocation>;

/** No tenant has this id. */
const EVERYONE = '';

/** Takes a revocation over; `false` where it is of a session or user. */
export function addWide(wide: WideRevocations, entry: Extract<StoreEntry, { kind: 'revocation' }>): boolean {
  const { scope, notBefore, expires } = entry;
  if (scope.kind !== 'tenant' && scope.kind !== 'everyone') return false;
  wide.set(scope.kind === 'tenant' ? scope.tenant : EVERYONE, { notBefore, expires });
  return true;
}

/** Which of them ends a session; `null` for none. */
export function widelyRevoked(
  wide: WideRevocations,
  { tenant, issuedAtSeconds }: NonNullable<AdmitQuestion['subject']>,
  nowSeconds: number,
): 'tenant' | 'everyone' | null {
  const ends = (key: string): boolean => {
    const found = wide.get(key);
    return found !== undefined && found.expires > nowSeconds && found.notBefore >= issuedAtSeconds;
  };
  if (wide.size === 0) return null;
  if (ends(tenant)) return 'tenant';
  return ends(EVERYONE) ? 'everyone' : null;
}

/** Adds whatever still counts to others; of two for the same, the later times hold. */
export function copyWide(wide: WideRevocations, into: WideRevocations, nowSeconds: number): void {
  for (const [key, { notBefore, expires }] of wide) {
    const other = into.get(key);
    if (expires <= nowSeconds) continue;
    into.set(key, {
      notBefore: Math.max(notBefore, other?.notBefore ?? 0),
      expires: Math.max(expires, other?.expires ?? 0),
    });
  }
}
