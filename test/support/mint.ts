import { randomUUID } from 'node:crypto';
import type { Policy } from '@portcullis/rules/policy';
import { SignJWT } from 'jose';

/** Claims of a role cookie to change; `undefined` takes one away. */
export type ClaimChanges = Readonly<Record<string, unknown>>;

/** Signs tokens with a gateway's own keys. */
export interface Mint {
  /** A role cookie's value: user `user-1` of tenant `acme`, role `owner`, signed in now with a password and a code. */
  readonly role: (changes?: ClaimChanges) => Promise<string>;
  /** The same as a Cookie header. */
  readonly cookie: (changes?: ClaimChanges) => Promise<string>;
  /** An Authorization header for the admin API, with every scope. */
  readonly admin: (changes?: ClaimChanges, keys?: string) => Promise<string>;
  /**
   * A session grant of the origin `app`, for user `user-9` of tenant `acme`, role `reader`, signed in now with a password.
   * `jti` must be the id of the request that it answers.
   */
  readonly grant: (
    changes?: ClaimChanges,
    options?: { readonly keys?: string; readonly typ?: string },
  ) => Promise<string>;
  /** Any token: header members and claims as given, signed HS256 with the first key of the setting. */
  readonly token: (keys: string, header: Readonly<Record<string, unknown>>, claims: ClaimChanges) => Promise<string>;
}

export function createMint(policy: Policy, settings: Readonly<Record<string, string>>): Mint {
  const token: Mint['token'] = (name, header, claims) => {
    const [key] = (JSON.parse(settings[name] ?? '{"keys":[]}') as { keys: { kid: string; k: string }[] }).keys;
    if (key === undefined) throw new Error(`no key ${name}`);
    const kept = Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
    return new SignJWT(kept)
      .setProtectedHeader({ alg: 'HS256', kid: key.kid, ...header })
      .sign(Buffer.from(key.k, 'base64url'));
  };
  const role: Mint['role'] = (changes = {}) => {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: policy.gateway,
      sub: 'user-1',
      tid: 'acme',
      roles: ['owner'],
      sid: randomUUID(),
      iat: now,
      exp: now + Math.min(600, policy.session.lifetimeSeconds),
      auth_time: now,
      amr: ['pwd', 'otp'],
      ...changes,
    };
    return token('ROLE_COOKIE_KEYS', { typ: 'role+jwt' }, claims);
  };
  return {
    token,
    role,
    grant: (changes = {}, { keys = 'ORIGIN_APP_KEYS', typ = 'session-grant+jwt' } = {}) => {
      const now = Math.floor(Date.now() / 1000);
      const own = { iss: 'app', aud: policy.gateway, sub: 'user-9', tid: 'acme', roles: ['reader'], amr: ['pwd'] };
      return token(keys, { typ }, { ...own, auth_time: now, iat: now, exp: now + 30, ...changes });
    },
    cookie: async (changes) => `__Host-role=${await role(changes)}`,
    admin: async (changes = {}, keys = 'ADMIN_KEYS') => {
      const now = Math.floor(Date.now() / 1000);
      const claims = {
        iss: 'operator',
        sub: 'test',
        aud: policy.gateway,
        scope: 'revoke tenant-policy tenant-identity act-as tokens state',
        iat: now,
        exp: now + 300,
        jti: randomUUID(),
        ...changes,
      };
      return `Bearer ${await token(keys, { typ: 'admin+jwt' }, claims)}`;
    },
  };
}
