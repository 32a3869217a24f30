import { decodeJwt, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { type Reply, send } from './client.ts';

export const REGISTRATION = '/.portcullis/device/registration';
export const REFRESH = '/.portcullis/device/refresh';

/** A browser that binds its session to a key of its own, as Chromium does. It has one session at a time. */
export interface BoundBrowser {
  readonly jwk: JWK;
  /** The role cookie as it stands; `null` without one. */
  cookie: string | null;
  /** What the gateway asks for with the sign-in; `null` where it does not. */
  offer: { readonly challenge: string; readonly authorization: string } | null;
  /** The browser's name for the session, and the challenge that it holds. */
  name: string | null;
  challenge: string | null;
  /** Claims of the cookie. */
  readonly claims: () => JWTPayload;
  /** Asks with the cookie. */
  readonly get: (path: string, cookie?: string | null) => Promise<Reply>;
  readonly signIn: (path?: string) => Promise<Reply>;
  /** Takes what an answer gives it: the cookie, an offer, a challenge. */
  readonly takes: (reply: Reply) => void;
  /** A proof; members of header and payload to change, `undefined` takes one away. */
  readonly proof: (payload: Changes, header?: Changes) => Promise<string>;
  readonly register: (proof?: string | null, cookie?: string | null) => Promise<Reply>;
  /** @param proof `null`: none. Absent: over the challenge that it holds, if it holds one */
  readonly refresh: (proof?: string | null, headers?: Readonly<Record<string, string>>) => Promise<Reply>;
}

type Changes = Readonly<Record<string, unknown>>;

export async function boundBrowser(
  gateway: { readonly port: number },
  { host = `localhost:${gateway.port}`, alg = 'ES256' }: { readonly host?: string; readonly alg?: string } = {},
): Promise<BoundBrowser> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = await exportJWK(publicKey);
  const ask = (path: string, method: string, headers: Readonly<Record<string, string>>) =>
    send(gateway, path, { method, host, headers });
  const withCookie = (cookie: string | null): Record<string, string> =>
    cookie === null ? {} : { cookie: `__Host-role=${cookie}` };
  const browser: BoundBrowser = {
    jwk,
    cookie: null,
    offer: null,
    name: null,
    challenge: null,
    claims: () => decodeJwt(browser.cookie ?? ''),
    get: (path, cookie = browser.cookie) => ask(path, 'GET', withCookie(cookie)),
    signIn: async (path = '/sign-in') => {
      const reply = await ask(path, 'POST', withCookie(browser.cookie));
      browser.takes(reply);
      return reply;
    },
    takes: (reply) => {
      browser.offer = offerOf(reply);
      keep(browser, reply);
    },
    proof: (payload, header = {}) =>
      new SignJWT(present(payload))
        .setProtectedHeader({ alg, ...present({ typ: 'dbsc+jwt', ...header }) })
        .sign(privateKey),
    register: async (proof, cookie = browser.cookie) => {
      const { challenge: jti, authorization } = browser.offer ?? {};
      const shown = proof === undefined ? await browser.proof({ jti, authorization }, { jwk }) : proof;
      const reply = await ask(REGISTRATION, 'POST', { ...proofField(shown), ...withCookie(cookie) });
      if (reply.status === 200)
        browser.name = (JSON.parse(reply.text) as { session_identifier: string }).session_identifier;
      keep(browser, reply);
      return reply;
    },
    refresh: async (proof, headers = {}) => {
      const { challenge: jti } = browser;
      const own = jti === null ? null : await browser.proof({ jti });
      const shown = proof === undefined ? own : proof;
      const name = browser.name === null ? {} : { 'sec-secure-session-id': browser.name };
      const reply = await ask(REFRESH, 'POST', { ...name, ...proofField(shown), ...headers });
      keep(browser, reply);
      return reply;
    },
  };
  return browser;
}

function proofField(proof: string | null): Record<string, string> {
  return proof === null ? {} : { 'secure-session-response': proof };
}

function offerOf(reply: Reply): BoundBrowser['offer'] {
  const field = reply.header('secure-session-registration');
  const form =
    /^\(ES256 RS256\);path="\/\.portcullis\/device\/registration";challenge="([\w.-]+)";authorization="([\w.-]+)"$/;
  const [, challenge, authorization] = form.exec(field ?? '') ?? [];
  return challenge === undefined || authorization === undefined ? null : { challenge, authorization };
}

function keep(browser: BoundBrowser, reply: Reply): void {
  const cookies = reply.headers['set-cookie'] ?? [];
  const [value] = cookies.flatMap((each) => /^__Host-role=([\w.-]*);/.exec(each)?.[1] ?? []);
  if (value !== undefined) browser.cookie = value === '' ? null : value;
  const [, challenge] = /^"([\w.-]+)";id="[\w.-]+"$/.exec(reply.header('secure-session-challenge') ?? '') ?? [];
  if (challenge !== undefined) browser.challenge = challenge;
}

function present(members: Changes): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
