import { SignJWT } from 'jose';
import { TOKEN_TYPE } from '../context/names.ts';
import type { Key } from '../keys/jwk-set.ts';

/** What an origin may be let do, by `may` in the rules. */
export type GateScope = 'revoke' | 'tenant-policy';

/** What one call needs. */
export interface AdminTokenClaims {
  /** The origin's id. */
  readonly origin: string;
  /** The gateway's id. */
  readonly gateway: string;
  readonly scope: GateScope;
  /** The only tenant that the token may concern; `null`: every one. */
  readonly tenant: string | null;
  readonly nowSeconds: number;
}

/** Little longer than a call takes: a leaked token can be used until then. */
const LIFETIME_SECONDS = 60;

/** Signs a token for one call of the admin API. */
export async function signAdminToken(key: Key, claims: AdminTokenClaims): Promise<string> {
  const { origin, gateway, scope, tenant, nowSeconds } = claims;
  return new SignJWT({ scope, ...(tenant === null ? {} : { tid: tenant }) })
    .setProtectedHeader({ alg: 'HS256', typ: TOKEN_TYPE.admin, kid: key.kid })
    .setIssuer(origin)
    .setAudience(gateway)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + LIFETIME_SECONDS)
    .setJti(crypto.randomUUID())
    .sign(await key.cryptoKey());
}
