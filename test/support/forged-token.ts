import { createHmac, randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { send } from './client.ts';
import { expectRefusal } from './expect-refusal.ts';
import type { TestGateway } from './gateway.ts';
import type { TestOrigin } from './origin.ts';

/** Makes role cookies that no library would make. */
export interface Forge {
  /** The gateway's own key for role cookies. */
  readonly key: { readonly kid: string; readonly k: string };
  /** Header of a good role cookie, changed. */
  readonly header: (changes?: object) => object;
  /** Claims of a good role cookie, changed. */
  readonly claims: (changes?: object) => object;
  /** A token over exactly these texts, signed with the gateway's own key or with `secret`. */
  readonly sign: (header: string | object, payload: string | object, secret?: string | Buffer, hash?: string) => string;
  /** The token signs no user in, and the origin hears nothing. Returns the answer without its id. */
  readonly expectRefused: (token: string) => Promise<string>;
}

/** Base64url of a text, or of a value's JSON. */
export function encodePart(value: string | object): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

/** @param path of a route of the gateway that needs a session */
export function createForge(gateway: TestGateway, origin: TestOrigin, path: string): Forge {
  const [key] = (JSON.parse(gateway.settings['ROLE_COOKIE_KEYS'] ?? '') as { keys: [Forge['key']] }).keys;
  return {
    key,
    header: (changes = {}) => ({ alg: 'HS256', typ: 'role+jwt', kid: key.kid, ...changes }),
    claims: (changes = {}) => ({ ...goodClaims(gateway.policy.gateway), ...changes }),
    sign: (header, payload, secret = Buffer.from(key.k, 'base64url'), hash = 'sha256') => {
      const input = `${encodePart(header)}.${encodePart(payload)}`;
      return `${input}.${createHmac(hash, secret).update(input).digest('base64url')}`;
    },
    expectRefused: async (token) => {
      const before = origin.begun;
      const reply = await send(gateway, path, { headers: { cookie: `__Host-role=${token}` } });
      expectRefusal(reply, 401, 'session_required');
      expect(origin.begun).toBe(before);
      const { requestId: _id, ...body } = JSON.parse(reply.text) as Record<string, unknown>;
      return JSON.stringify(body);
    },
  };
}

function goodClaims(gateway: string): object {
  const now = Math.floor(Date.now() / 1000);
  const who = { iss: gateway, sub: 'user-1', tid: 'acme', roles: ['owner'], sid: randomUUID() };
  return { ...who, iat: now, exp: now + 600, auth_time: now, amr: ['pwd'] };
}
