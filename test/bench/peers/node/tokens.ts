import { base64url, type JWTPayload, jwtVerify, SignJWT } from 'jose';

/** What the gateways on Node do with tokens, each by jose: the same for Express and Fastify, so that only these differ. */

const { ROLE_KEY = '', CONTEXT_KEY = '', RULES_DIGEST = '' } = process.env;
const [roleKey, contextKey] = [base64url.decode(ROLE_KEY), base64url.decode(CONTEXT_KEY)];

/** A request as its context binds it. */
export interface AskedRequest {
  readonly method: string;
  readonly host: string;
  readonly url: string;
  readonly ip: string;
}

/** `null`: there is none that an owner was given. */
export async function sessionOf(cookie: string | undefined): Promise<JWTPayload | null> {
  const token = /(?:^|; )__Host-role=([^;]+)/.exec(cookie ?? '')?.[1];
  if (token === undefined) return null;
  const rules = { algorithms: ['HS256'], typ: 'role+jwt', issuer: 'bench-edge' };
  const verified = await jwtVerify(token, roleKey, rules).catch(() => null);
  const roles = verified?.payload['roles'];
  return Array.isArray(roles) && roles.includes('owner') ? (verified?.payload ?? null) : null;
}

export function contextOf(
  { sub = '', tid, sid, roles, amr, auth_time }: JWTPayload,
  { method, host, url, ip }: AskedRequest,
  id: string,
): Promise<string> {
  const claims = { v: 1, iss: 'bench-edge', tid, sub, roles, sid, amr, auth_time, rid: 'owners', rul: RULES_DIGEST };
  return new SignJWT({ ...claims, htm: method, hth: host, htu: url, cip: ip })
    .setProtectedHeader({ alg: 'HS256', typ: 'tenant-context+jwt', kid: 'context' })
    .setAudience('app')
    .setJti(id)
    .setIssuedAt()
    .setExpirationTime('30s')
    .sign(contextKey);
}
