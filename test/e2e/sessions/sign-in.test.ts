import { decodeJwt } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Ask, type Reply, send } from '../../support/client.ts';
import { contextOf } from '../../support/context.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';

const CLEARED = '__Host-role=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax';
/** Value of the session header for the next answer, from the id of the request that it answers. */
let session: (requestId: string) => Promise<string> | string;

const { origin, gateway } = await gateOfFile({
  originIds: ['app', 'other'],
  answer: (request, response) => {
    const { jti = '' } = decodeJwt(String(request.headers['portcullis-context']));
    void (async () => response.writeHead(200, { 'portcullis-session': await session(jti) }).end('signed in'))();
  },
  lifetime: '10m',
  routes: [
    'id: sign-in, path: /sign-in, access: public, signIn: true, origin: app',
    'id: page, path: /page, access: public, origin: app',
    'id: mine, path: /mine, access: { roles: any }, origin: app, revocation: strict',
  ],
});

beforeEach(() => {
  session = (jti) => grant({ jti });
});

const { grant } = gateway.mint;

const signIn = (ask: Ask = {}): Promise<Reply> => send(gateway, '/sign-in', { method: 'POST', body: 'x', ...ask });

function tokenOf(reply: Reply): string {
  const [cookie = '', ...more] = reply.headers['set-cookie'] ?? [];
  expect(more).toEqual([]);
  return /^__Host-role=([\w.-]+);/.exec(cookie)?.[1] ?? '';
}

describe('a good grant', () => {
  test('becomes a session, in a cookie of the gateway alone', async () => {
    const fromSeconds = Math.floor(Date.now() / 1000);
    const reply = await signIn();
    const untilSeconds = Math.ceil(Date.now() / 1000);
    expect([reply.status, reply.text, reply.header('portcullis-session')]).toEqual([200, 'signed in', null]);
    expect(reply.headers['set-cookie']).toEqual([
      expect.stringMatching(/^__Host-role=[\w.-]+; Path=\/; Max-Age=\d+; Secure; HttpOnly; SameSite=Lax$/),
    ]);
    expect(reply.header('cache-control')).toBe('private, no-store');
    const claims = decodeJwt(tokenOf(reply));
    expect(claims).toMatchObject({ iss: 'test-edge', sub: 'user-9', tid: 'acme', roles: ['reader'], amr: ['pwd'] });
    // Ten minutes from when it was issued, and the cookie ends with it.
    const issuedSeconds = (claims.exp ?? 0) - 600;
    expect(issuedSeconds).toBeGreaterThanOrEqual(fromSeconds);
    expect(issuedSeconds).toBeLessThanOrEqual(untilSeconds);
    const maxAge = Number(/Max-Age=(\d+)/.exec(reply.header('set-cookie') ?? '')?.[1]);
    expect(maxAge).toBeLessThanOrEqual(600);
    expect(maxAge).toBeGreaterThanOrEqual((claims.exp ?? 0) - untilSeconds);
    const page = await send(gateway, '/mine', { headers: { cookie: `__Host-role=${tokenOf(reply)}` } });
    expect(page.status).toBe(200);
    expect(await contextOf(gateway, origin.seen.at(-1))).toMatchObject({ sub: 'user-9', sid: claims['sid'] });
    expect((await gateway.eventOf(reply.header('portcullis-request-id')))['notes']).toEqual(['session_started']);
  });

  test('gives every session an id of its own, and ends the one before', async () => {
    const first = tokenOf(await signIn());
    const cookie = `__Host-role=${first}`;
    const second = tokenOf(await signIn({ headers: { cookie } }));
    expect(decodeJwt(second)['sid']).not.toBe(decodeJwt(first)['sid']);
    expectRefusal(await send(gateway, '/mine', { headers: { cookie } }), 401, 'session_required');
    expect((await send(gateway, '/mine', { headers: { cookie: `__Host-role=${second}` } })).status).toBe(200);
  });

  test('grants no role that the rules do not declare', async () => {
    session = (jti) => grant({ jti, roles: ['reader', 'superuser'] });
    expect(decodeJwt(tokenOf(await signIn()))['roles']).toEqual(['reader']);
  });

  test('carries who acts in whose name', async () => {
    session = (jti) => grant({ jti, act: { sub: 'support-1', reason: 'ticket 7' } });
    expect(decodeJwt(tokenOf(await signIn()))['act']).toEqual({ sub: 'support-1', reason: 'ticket 7' });
  });

  test('ends when it says, and never lives longer than the rules allow', async () => {
    const soon = Math.floor(Date.now() / 1000) + 120;
    session = (jti) => grant({ jti, not_after: soon });
    expect(decodeJwt(tokenOf(await signIn())).exp).toBe(soon);
    session = (jti) => grant({ jti, not_after: soon + 100_000 });
    expect(decodeJwt(tokenOf(await signIn())).exp).toBeLessThanOrEqual(Date.now() / 1000 + 600);
  });

  test('begins when it says', async () => {
    session = (jti) => grant({ jti, not_before: Math.floor(Date.now() / 1000) + 60 });
    const cookie = `__Host-role=${tokenOf(await signIn())}`;
    expectRefusal(await send(gateway, '/mine', { headers: { cookie } }), 401, 'session_required');
  });
});

describe('a grant that does not hold ends the request, without a cookie', () => {
  const now = Math.floor(Date.now() / 1000);
  test.each<[string, (jti: string) => Promise<string> | string]>([
    ['of another request', () => grant({ jti: '00000000-0000-4000-8000-000000000000' })],
    ['of no request', () => grant({})],
    ['of another origin, with its own key', (jti) => grant({ jti, iss: 'other' }, { keys: 'ORIGIN_OTHER_KEYS' })],
    ["in the name of this origin, with another's key", (jti) => grant({ jti }, { keys: 'ORIGIN_OTHER_KEYS' })],
    ['with the key of the role cookie', (jti) => grant({ jti }, { keys: 'ROLE_COOKIE_KEYS' })],
    ['with the key of operators', (jti) => grant({ jti }, { keys: 'ADMIN_KEYS' })],
    ['for another gateway', (jti) => grant({ jti, aud: 'other-edge' })],
    ['for two gateways named wrongly', (jti) => grant({ jti, aud: ['a', 'b'] })],
    ['that has expired', (jti) => grant({ jti, iat: now - 60, exp: now - 10 })],
    ['that lives too long', (jti) => grant({ jti, exp: now + 600 })],
    ['without an end', (jti) => grant({ jti, exp: undefined })],
    ['from the future', (jti) => grant({ jti, iat: now + 60, exp: now + 90 })],
    ['of another type', (jti) => grant({ jti }, { typ: 'admin+jwt' })],
    ['without a user', (jti) => grant({ jti, sub: undefined })],
    ['without a tenant', (jti) => grant({ jti, tid: undefined })],
    ['with an odd tenant', (jti) => grant({ jti, tid: 'acme; Domain=evil' })],
    ['with odd roles', (jti) => grant({ jti, roles: 'owner' })],
    ['without methods', (jti) => grant({ jti, amr: undefined })],
    ['authenticated in the future', (jti) => grant({ jti, auth_time: now + 600 })],
    ['that has ended', (jti) => grant({ jti, not_after: now - 1 })],
    ['with an odd end', (jti) => grant({ jti, not_after: 'never' })],
    ['with an odd actor', (jti) => grant({ jti, act: { sub: 'x' } })],
    ['that is none', () => 'yes'],
    ['that is empty', () => ''],
    ['that ends in another way', () => 'END'],
  ])('%s', async (_name, value) => {
    session = value;
    const reply = await signIn();
    expectRefusal(reply, 502, 'origin_unreachable');
    expect([reply.headers['set-cookie'], reply.header('portcullis-session')]).toEqual([undefined, null]);
    expect((await gateway.eventOf(reply.header('portcullis-request-id')))['reason']).toBe('session_grant_invalid');
  });

  test("for another tenant than the URL's", async () => {
    const host = `globex.localhost:${gateway.port}`;
    expectRefusal(await signIn({ host }), 502, 'origin_unreachable');
    session = (jti) => grant({ jti, tid: 'globex' });
    expect((await signIn({ host })).status).toBe(200);
  });
});

test.each(['grant', 'end'])(
  'on a route that is no sign-in, "%s" counts for nothing, is taken off and noted',
  async (kind) => {
    const cookie = await gateway.mint.cookie();
    if (kind === 'end') session = () => 'end';
    const reply = await send(gateway, '/page', { headers: { cookie } });
    expect([
      reply.status,
      reply.headers['set-cookie'],
      reply.header('portcullis-session'),
      reply.header('clear-site-data'),
    ]).toEqual([200, undefined, null, null]);
    expect((await gateway.eventOf(reply.header('portcullis-request-id')))['notes']).toEqual(['session_header_ignored']);
    expect((await send(gateway, '/mine', { headers: { cookie } })).status).toBe(200);
  },
);

describe('the end of a session', () => {
  test('by the word of the origin: revoked, cleared, and the browser forgets', async () => {
    const cookie = `__Host-role=${tokenOf(await signIn())}`;
    session = () => 'end';
    const reply = await signIn({ headers: { cookie } });
    expect([reply.status, reply.headers['set-cookie'], reply.header('clear-site-data')]).toEqual([
      200,
      [CLEARED],
      '"cache", "storage"',
    ]);
    expectRefusal(await send(gateway, '/mine', { headers: { cookie } }), 401, 'session_required');
  });

  test('by DELETE of the session', async () => {
    const cookie = await gateway.mint.cookie();
    const reply = await send(gateway, '/.portcullis/session', { method: 'DELETE', headers: { cookie } });
    expect([reply.status, reply.headers['set-cookie'], reply.header('clear-site-data')]).toEqual([
      204,
      [CLEARED],
      '"cache", "storage"',
    ]);
    expectRefusal(await send(gateway, '/.portcullis/session', { headers: { cookie } }), 401, 'session_required');
    expectRefusal(await send(gateway, '/mine', { headers: { cookie } }), 401, 'session_required');
  });

  test('by a form, which leads to a page that says so', async () => {
    const cookie = await gateway.mint.cookie();
    // A page with the referrer policy `no-referrer` posts with an opaque origin.
    const headers = { cookie, origin: 'null', 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate' };
    const reply = await send(gateway, '/.portcullis/sign-out', { method: 'POST', headers });
    expect([reply.status, reply.header('location'), reply.headers['set-cookie']]).toEqual([
      303,
      '/.portcullis/signed-out',
      [CLEARED],
    ]);
    expectRefusal(await send(gateway, '/mine', { headers: { cookie } }), 401, 'session_required');
  });

  test('not by a form of another site', async () => {
    const cookie = await gateway.mint.cookie();
    for (const site of ['cross-site', 'same-site']) {
      const headers = { cookie, origin: 'https://evil.example', 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate' };
      const reply = await send(gateway, '/.portcullis/sign-out', { method: 'POST', headers });
      expectRefusal(reply, 403, 'forbidden');
      expect(reply.headers['set-cookie']).toBeUndefined();
    }
    expect((await send(gateway, '/.portcullis/session', { headers: { cookie } })).status).toBe(200);
  });

  test('without a session is harmless', async () => {
    session = () => 'end';
    expect((await signIn()).headers['set-cookie']).toEqual([CLEARED]);
    expectRefusal(await send(gateway, '/.portcullis/session', { method: 'DELETE' }), 401, 'session_required');
  });
});

test("who am I: what an app's navigation needs, and no more", async () => {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    sid: 'not-shown',
    iat: now,
    exp: now + 300,
    auth_time: now - 5,
    act: { sub: 'support-1', reason: 'ticket 7' },
  };
  const reply = await send(gateway, '/.portcullis/session', { headers: { cookie: await gateway.mint.cookie(claims) } });
  expect(JSON.parse(reply.text)).toEqual({
    tenant: 'acme',
    user: 'user-1',
    roles: ['owner'],
    amr: ['pwd', 'otp'],
    authTime: now - 5,
    expiresAt: now + 300,
    secondsLeft: expect.any(Number),
    endsAt: now + 300,
    bound: false,
    actAs: { sub: 'support-1', reason: 'ticket 7' },
  });
  expect(reply.header('cache-control')).toBe('private, no-store');
});
