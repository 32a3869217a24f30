import { CLOCK_SKEW_SECONDS, isCanonicalCompactJws } from '@portcullis/origin/context';
import { type JWTPayload, jwtVerify } from 'jose';
import type { KeyRing } from './key-ring.ts';

/** What a token that is addressed to the gateway must be. */
export interface OwnTokenPolicy {
  readonly type: string;
  readonly audience: string;
  readonly maxLifetimeSeconds: number;
  readonly nowSeconds: number;
}

export type OwnTokenResult =
  | { readonly ok: true; readonly claims: JWTPayload }
  | { readonly ok: false; readonly detail: string };

const MAX_CHARACTERS = 8192;

/**
 * Verifies a token that an operator or an origin signed for the gateway: session grants and admin tokens. Signature, `typ`, `aud`,
 * `iat`, `exp` and their distance hold afterwards; every other claim is still the signer's word.
 */
export async function verifyOwnToken(token: string, keys: KeyRing, policy: OwnTokenPolicy): Promise<OwnTokenResult> {
  if (token.length > MAX_CHARACTERS || !isCanonicalCompactJws(token))
    return { ok: false, detail: 'not a compact JWS in canonical form' };
  try {
    const { payload } = await jwtVerify(
      token,
      ({ kid }) => {
        const key = kid === undefined ? undefined : keys.byKid.get(kid);
        if (key === undefined) throw new Error('unknown key');
        return key;
      },
      {
        algorithms: ['HS256'],
        typ: policy.type,
        audience: policy.audience,
        requiredClaims: ['iss', 'aud', 'iat', 'exp'],
        clockTolerance: CLOCK_SKEW_SECONDS,
        currentDate: new Date(policy.nowSeconds * 1000),
        maxTokenAge: policy.maxLifetimeSeconds,
      },
    );
    const { iat = 0, exp = Number.POSITIVE_INFINITY } = payload;
    return exp - iat > policy.maxLifetimeSeconds
      ? { ok: false, detail: 'lives too long' }
      : { ok: true, claims: payload };
  } catch (error) {
    return { ok: false, detail: error instanceof Error && 'code' in error ? String(error.code) : 'unknown key' };
  }
}
