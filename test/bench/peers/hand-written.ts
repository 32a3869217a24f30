/**
 * The limit that counts: what one would write by hand for one app to do the gateway's own native work on a request, as cheaply as it
 * can be done, and without rules, tenants, limits, revocation, policies or refusals that explain themselves. It reads the header
 * block once and bounds it, remembers verified cookies, signs a context for each request, sets the same headers towards the
 * origin and the client, waits for the origin with a time-out, and follows no redirect.
 */

interface Session {
  readonly sub: string;
  readonly tid: string;
  readonly sid: string;
  readonly roles: readonly string[];
  readonly amr: readonly string[];
  readonly auth_time: number;
  readonly exp: number;
}

interface Keys {
  readonly role: CryptoKey;
  readonly context: CryptoKey;
}

const MAX_HEADER_BYTES = 32_768;
const MAX_REMEMBERED = 1000;
const TIMEOUT_MS = 30_000;
const BASE64URL = { alphabet: 'base64url', omitPadding: true } as const;
const NOT_FORWARDED = new Set(['connection', 'cookie', 'forwarded', 'host', 'te', 'upgrade', 'via', 'x-real-ip']);
const NOT_ANSWERED = new Set(['server', 'x-powered-by', 'x-runtime', 'via', 'alt-svc', 'keep-alive']);

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const sessions = new Map<string, Session>();
let keys: Keys | null = null;

// biome-ignore lint/style/noDefaultExport: workerd calls the default export
export default {
  async fetch(request: Request, env: PeerEnv): Promise<Response> {
    keys ??= await readKeys(env);
    const { role, context } = keys;
    const nowMs = Date.now();
    const { host, pathname, search, protocol } = new URL(request.url);
    let bytes = 0;
    let cookie: string | null = null;
    const dropped: string[] = [];
    request.headers.forEach((value, name) => {
      bytes += name.length + value.length + 4;
      if (name === 'cookie') cookie = value;
      if (NOT_FORWARDED.has(name) || name.startsWith('x-forwarded') || name.startsWith('cf-')) dropped.push(name);
    });
    if (bytes > MAX_HEADER_BYTES) return new Response(null, { status: 431 });
    const token = roleOf(cookie);
    const session = token === null ? null : (sessions.get(token) ?? (await verify(token, role)));
    if (session === null || session.exp * 1000 <= nowMs || !session.roles.includes('owner'))
      return new Response('{"error":"session_required"}', { status: 401 });

    const id = crypto.randomUUID();
    const client = peerAddress(request);
    const headers = new Headers(request.headers);
    for (const name of dropped) headers.delete(name);
    headers.set(
      'portcullis-context',
      await sign(contextOf(session, request.method, host, pathname + search, client, id, nowMs), context),
    );
    headers.set('x-forwarded-for', client);
    headers.set('x-forwarded-host', host);
    headers.set('x-forwarded-proto', protocol.slice(0, -1));
    headers.set('via', '1.1 portcullis');

    const answer = await fetchInTime(`${env.ORIGIN}${pathname}${search}`, {
      method: request.method,
      headers,
      body: request.body,
      redirect: 'manual',
      cache: 'no-store',
    });
    if (answer === null) return new Response('{"error":"origin_timeout"}', { status: 504 });
    const response = new Response(answer.body, answer);
    const hidden: string[] = [];
    response.headers.forEach((_, name) => {
      if (NOT_ANSWERED.has(name)) hidden.push(name);
    });
    for (const name of hidden) response.headers.delete(name);
    for (const [name, value] of STRICT_HEADERS) response.headers.set(name, value);
    response.headers.set('portcullis-request-id', id);
    response.headers.set('cache-control', 'private, no-store');
    return response;
  },
};

function roleOf(cookie: string | null): string | null {
  const begins = cookie?.indexOf('__Host-role=') ?? -1;
  if (cookie === null || begins < 0) return null;
  const end = cookie.indexOf(';', begins);
  return cookie.slice(begins + 12, end < 0 ? undefined : end);
}

async function verify(token: string, key: CryptoKey): Promise<Session | null> {
  const end = token.lastIndexOf('.');
  const signature = Uint8Array.fromBase64(token.slice(end + 1), BASE64URL);
  const isOurs = await crypto.subtle.verify('HMAC', key, signature, encoder.encode(token.slice(0, end)));
  if (!isOurs) return null;
  const payload = Uint8Array.fromBase64(token.slice(token.indexOf('.') + 1, end), BASE64URL);
  const session = JSON.parse(decoder.decode(payload)) as Session;
  if (sessions.size >= MAX_REMEMBERED) sessions.clear();
  sessions.set(token, session);
  return session;
}

function contextOf(
  { sub, tid, sid, roles, amr, auth_time }: Session,
  htm: string,
  hth: string,
  htu: string,
  cip: string,
  jti: string,
  nowMs: number,
): object {
  const iat = Math.floor(nowMs / 1000);
  const who = { iss: 'bench-edge', aud: 'app', tid, sub, roles, sid, amr, auth_time };
  return { v: 1, ...who, htm, hth, htu, cip, rid: 'owners', rul: RULES_DIGEST, iat, exp: iat + 30, jti };
}

const OPENING = `${encoder.encode('{"alg":"HS256","typ":"tenant-context+jwt","kid":"context"}').toBase64(BASE64URL)}.`;

async function sign(claims: object, key: CryptoKey): Promise<string> {
  const input = OPENING + encoder.encode(JSON.stringify(claims)).toBase64(BASE64URL);
  const signature = await crypto.subtle.sign('HMAC', key, encoder.encode(input));
  return `${input}.${new Uint8Array(signature).toBase64(BASE64URL)}`;
}

/** `null`: no answer in time. */
function fetchInTime(url: string, init: RequestInit): Promise<Response | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(null), TIMEOUT_MS);
    fetch(url, init)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}

/** Plain workerd reports the client as `address:port`. */
function peerAddress(request: Request): string {
  const peer = (request as { readonly cf?: { readonly clientIp?: string } }).cf?.clientIp ?? '';
  return peer.slice(0, peer.lastIndexOf(':'));
}

async function readKeys(env: PeerEnv): Promise<Keys> {
  const [role, context] = await Promise.all([importKey(env.ROLE_KEY), importKey(env.CONTEXT_KEY)]);
  return { role, context };
}

function importKey(text: string): Promise<CryptoKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  return crypto.subtle.importKey('raw', Uint8Array.fromBase64(text, BASE64URL), algorithm, false, ['sign', 'verify']);
}
