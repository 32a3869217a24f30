import { decodeJwt } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Reply, send } from '../../support/client.ts';
import { contextOf } from '../../support/context.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { unreached } from '../../support/unreached.ts';

const PORTAL = 'https://portal.example.com';
let cookie: string;
/** Headers of the origin's next answers, from the id of the request. */
let answer: (requestId: string) => Promise<Record<string, string | string[]>>;

const { origin, gateway } = await gateOfFile({
  answer: (request, response) => {
    const { jti = '' } = decodeJwt(String(request.headers['portcullis-context']));
    void (async () => response.writeHead(200, await answer(jti)).end('ok'))();
  },
  more: 'addresses: { office: [203.0.113.0/24] }\nlimits: { one: { quota: 1 per 1h, by: [address] } }',
  routes: [
    'id: any, path: /any, access: public, cors: { origins: any }',
    'id: token, path: /token, access: public, cors: { origins: any, headers: [authorization] }',
    `id: listed, path: /listed, access: public, cors: { origins: ["${PORTAL}"] }`,
    `id: trusted, path: /trusted, access: public, cors: { origins: ["${PORTAL}"], credentials: true }`,
    'id: sign-in, path: /sign-in, access: public, signIn: true, cors: { origins: any }',
    `id: seen, path: /seen, methods: [GET, PUT], mode: observe, limits: [one], access: { public: true, addresses: [office] }, cors: { origins: ["${PORTAL}"] }`,
    `id: counted, path: /counted, methods: [PUT], access: public, limits: [one], cors: { origins: ["${PORTAL}"] }`,
  ],
});

beforeEach(async () => {
  cookie = `${await gateway.mint.cookie()}; app=1`;
  answer = async () => ({});
});

function call(path: string, from: string | null, headers: Record<string, string> = {}): Promise<Reply> {
  const site = from === null ? {} : { origin: from, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' };
  return send(gateway, path, { method: 'POST', body: 'a', headers: { cookie, ...site, ...headers } });
}

const seenHeader = (name: string): readonly string[] | undefined => origin.seen.at(-1)?.headers[name];
const sibling = (): string => `http://globex.localhost:${gateway.port}`;

describe('a page whose rule gives no credentials', () => {
  test.each(['/any', '/token', '/listed'])('%s: brings no cookie to the app, neither of its own', async (path) => {
    expect((await call(path, PORTAL)).status).toBe(200);
    expect(seenHeader('cookie')).toBeUndefined();
    expect(await contextOf(gateway, origin.seen.at(-1))).not.toHaveProperty('sub');
  });

  test("of a sibling tenant's host brings none either", async () => {
    expect((await call('/any', sibling())).status).toBe(200);
    expect(seenHeader('cookie')).toBeUndefined();
    expect(await contextOf(gateway, origin.seen.at(-1))).not.toHaveProperty('sub');
  });

  test('brings an Authorization only where the rule lets pages set one', async () => {
    await call('/any', PORTAL, { authorization: 'Basic YTpi' });
    expect(seenHeader('authorization')).toBeUndefined();
    await call('/token', PORTAL, { authorization: 'Bearer of-the-page' });
    expect(seenHeader('authorization')).toEqual(['Bearer of-the-page']);
  });

  test('is told nothing to keep: no cookie of the app', async () => {
    answer = async () => ({ 'set-cookie': ['app=of-the-attacker; Path=/', 'other=1'] });
    expect((await call('/any', PORTAL)).headers['set-cookie']).toBeUndefined();
  });

  test("is not given credentials by the app's own headers", async () => {
    answer = async () => ({ 'access-control-allow-credentials': 'true', 'access-control-expose-headers': 'x-secret' });
    const reply = await call('/listed', PORTAL);
    expect([
      reply.header('access-control-allow-origin'),
      reply.header('access-control-allow-credentials'),
      reply.header('access-control-expose-headers'),
    ]).toEqual([PORTAL, null, null]);
  });

  test('signs no one in and no one out', async () => {
    const grant = (jti: string) => gateway.mint.grant({ jti });
    for (const word of [grant, async () => 'end']) {
      answer = async (jti) => ({ 'portcullis-session': await word(jti) });
      const reply = await call('/sign-in', sibling());
      expect([reply.status, reply.headers['set-cookie'], reply.header('clear-site-data')]).toEqual([
        200,
        undefined,
        null,
      ]);
      expect((await gateway.eventOf(reply.header('portcullis-request-id')))['notes']).toEqual([
        'session_header_ignored',
      ]);
    }
    answer = async (jti) => ({ 'portcullis-session': await grant(jti) });
    expect(
      (await call('/sign-in', `http://localhost:${gateway.port}`, { 'sec-fetch-site': 'same-origin' })).headers,
    ).toHaveProperty('set-cookie');
  });
});

describe.each([
  ['the app itself, on a route for any page', '/any', null],
  ['a page that is trusted with credentials', '/trusted', PORTAL],
])('%s', (_name, path, from) => {
  test('keeps its cookies, both ways', async () => {
    answer = async () => ({ 'set-cookie': ['app=2; Path=/'] });
    const reply = await call(path, from, { authorization: 'Basic YTpi' });
    expect(reply.status).toBe(200);
    expect(seenHeader('cookie')).toEqual(['app=1']);
    expect(seenHeader('authorization')).toEqual(['Basic YTpi']);
    expect((await contextOf(gateway, origin.seen.at(-1))).sub).toBe('user-1');
    expect(reply.headers['set-cookie']).toEqual(['app=2; Path=/; Secure; SameSite=Lax']);
  });
});

describe('a preflight', () => {
  const ask = (path: string, from: string): Promise<Reply> =>
    send(gateway, path, { method: 'OPTIONS', headers: { origin: from, 'access-control-request-method': 'PUT' } });

  test('uses up no limit of what it asks leave for', async () => {
    const before = origin.begun;
    for (let index = 0; index < 3; index += 1) expect((await ask('/counted', PORTAL)).status).toBe(204);
    expect(origin.begun).toBe(before);
    const put = () => send(gateway, '/counted', { method: 'PUT', headers: { origin: PORTAL } });
    expect((await put()).status).toBe(200);
    const refused = await put();
    expectRefusal(refused, 429, 'rate_limited');
    expect(refused.header('access-control-allow-origin')).toBe(PORTAL);
    expect(origin.begun).toBe(before + 1);
  });

  test('gets its leave where another control is only observed', async () => {
    const reply = await unreached(origin, () => ask('/seen', PORTAL));
    expect([reply.status, reply.header('access-control-allow-origin')]).toEqual([204, PORTAL]);
    const event = await gateway.eventOf(reply.header('portcullis-request-id'));
    expect(event['observed']).toMatchObject([{ reason: 'address_not_listed' }]);
  });

  test('of a page that no rule names gets none where that is only observed, and is recorded', async () => {
    const reply = await unreached(origin, () => ask('/seen', 'https://evil.example'));
    expect(reply.status).toBe(204);
    expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    const event = await gateway.eventOf(reply.header('portcullis-request-id'));
    expect(event['observed']).toMatchObject([{ reason: 'address_not_listed' }, { reason: 'preflight_refused' }]);
  });
});

test('a limit that is only observed is not announced', async () => {
  for (let index = 0; index < 2; index += 1) {
    const reply = await send(gateway, '/seen');
    expect(reply.status).toBe(200);
    expect([reply.header('ratelimit'), reply.header('ratelimit-policy')]).toEqual([null, null]);
  }
});
