import { decodeJwt, type JWTPayload } from 'jose';
import { expect } from 'vitest';
import { type BoundBrowser, boundBrowser } from './bound-browser.ts';
import type { Reply } from './client.ts';
import { expectRefusal } from './expect-refusal.ts';
import type { Gate, GateOptions } from './gate.ts';

/** What the app grants next. */
export const granted: { claims: Readonly<Record<string, unknown>> } = { claims: {} };

/** An app that signs in at `/sign-in`, behind a gate that binds sessions to keys. @param gate the one that is being started */
export function boundGate(gate: () => Gate, device: 'off' | 'preferred' | 'required'): GateOptions {
  return {
    answer: (request, response) => {
      const { jti = '' } = decodeJwt(String(request.headers['portcullis-context']));
      void (async () => {
        const grants = request.url === '/sign-in';
        const given = { jti, ...granted.claims };
        const session = grants ? { 'portcullis-session': await gate().gateway.mint.grant(given) } : {};
        response.writeHead(200, session).end('ok');
      })();
    },
    lifetime: `5m, renew: { idle: 10m, absolute: 1h, grace: 1s, device: ${device} }`,
    routes: [
      'id: sign-in, path: /sign-in, access: public, signIn: true',
      'id: mine, path: /mine, access: { roles: any }',
      'id: strict, path: /strict, access: { roles: any }, revocation: strict',
    ],
  };
}

export const eventOf = ({ gateway }: Gate, reply: Reply): ReturnType<Gate['gateway']['eventOf']> =>
  gateway.eventOf(reply.header('portcullis-request-id'));

/** The same cookie as it would be seconds later. */
export function later({ gateway }: Gate, claims: JWTPayload, seconds: number): Promise<string> {
  const { iat = 0, exp = 0, iss: _, ...rest } = claims;
  const times = { iat: iat - seconds, exp: exp - seconds, start: Number(claims['start']) - seconds };
  return gateway.mint.role({ ...rest, abs: Number(claims['abs']) - seconds, ...times });
}

/** A browser that has signed in, and has bound its session. */
export async function bound(
  { gateway }: Gate,
  options: Parameters<typeof boundBrowser>[1] = {},
): Promise<BoundBrowser> {
  const browser = await boundBrowser(gateway, options);
  await browser.signIn();
  expect((await browser.register()).status).toBe(200);
  return browser;
}

/** The gateway refuses, for this reason, and gives no cookie. @param cause reason and detail */
export async function expectNone(gate: Gate, reply: Reply, cause: string): Promise<void> {
  expectRefusal(reply, 401, 'session_required');
  const { reason, detail } = await eventOf(gate, reply);
  expect([`${reason} ${detail ?? ''}`.trimEnd(), reply.headers['set-cookie']]).toEqual([cause, undefined]);
}
