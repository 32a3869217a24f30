import { randomUUID } from 'node:crypto';
import { ADMIN_LIFETIME_SECONDS, TOKEN_TYPE } from '@portcullis/origin/context';
import { SignJWT } from 'jose';
import type { SigningKey } from './signing-key.ts';

/** `iss` of tokens that people mint, as opposed to origins; also the caller's name if none is given. */
export const OPERATOR = 'operator';

/** What an admin token says. */
export interface AdminClaims {
  /** The gateway's id. */
  readonly gateway: string;
  readonly scopes: readonly string[];
  /** The only tenant that the token may concern; `null`: every one. */
  readonly tenant: string | null;
  /** Who calls, for the audit event. */
  readonly subject: string;
}

/** Signs a token for the admin API, good for as long as the gateway takes one. */
export function signAdminToken(key: SigningKey, { gateway, scopes, tenant, subject }: AdminClaims): Promise<string> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  return new SignJWT({ scope: scopes.join(' '), ...(tenant === null ? {} : { tid: tenant }) })
    .setProtectedHeader({ alg: 'HS256', typ: TOKEN_TYPE.admin, kid: key.kid })
    .setIssuer(OPERATOR)
    .setSubject(subject)
    .setAudience(gateway)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + ADMIN_LIFETIME_SECONDS)
    .setJti(randomUUID())
    .sign(key.secret);
}
