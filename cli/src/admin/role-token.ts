import { randomBytes } from 'node:crypto';
import { type SessionClaims, TOKEN_TYPE } from '@portcullis/origin/context';
import { SignJWT } from 'jose';
import type { SigningKey } from './signing-key.ts';

/** What a role cookie says, but for what follows from the moment it is made. */
export interface RoleClaims extends Pick<SessionClaims, 'sub' | 'tid' | 'roles' | 'amr' | 'act'> {
  /** The gateway's id. */
  readonly gateway: string;
  readonly lifetimeSeconds: number;
}

const SESSION_ID_BYTES = 16;

/** Signs the value of a role cookie, with a session id of its own. */
export function signRoleToken(key: SigningKey, { gateway, lifetimeSeconds, ...who }: RoleClaims): Promise<string> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const claims: SessionClaims & { readonly iss: string } = {
    ...{ iss: gateway, sub: who.sub, tid: who.tid, roles: who.roles },
    sid: randomBytes(SESSION_ID_BYTES).toString('base64url'),
    iat: nowSeconds,
    exp: nowSeconds + lifetimeSeconds,
    auth_time: nowSeconds,
    amr: who.amr,
    ...(who.act === undefined ? {} : { act: who.act }),
  };
  return new SignJWT({ ...claims, roles: [...claims.roles] })
    .setProtectedHeader({ alg: 'HS256', typ: TOKEN_TYPE.role, kid: key.kid })
    .sign(key.secret);
}
