import { describe, expect, test } from 'vitest';
import { type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { unreached } from '../../support/unreached.ts';

const PORTAL = 'https://portal.example.com';
const { origin, gateway } = await gateOfFile({
  // An app that reflects whoever asks, as many do.
  answer: (request, response) => {
    response.setHeader('access-control-allow-origin', request.headers.origin ?? '*');
    response.setHeader('access-control-allow-credentials', 'true');
    response.setHeader('access-control-allow-headers', 'x-anything');
    response.setHeader('vary', 'Accept');
    response.end('ok');
  },
  routes: [
    'id: plain, path: /plain, access: public',
    'id: mine, path: /mine, access: { roles: any }',
    `id: api, path: /api/**, methods: [GET, PUT], access: { roles: any }, cors: { origins: ["${PORTAL}"], credentials: true, headers: [content-type, x-page], expose: [x-total], maxAge: 5m }`,
    'id: data, path: /data, access: public, cors: { origins: any }',
    'id: seen, path: /seen, access: { roles: any }, mode: { crossSite: observe }',
  ],
});
const cookie = await gateway.mint.cookie();

type Headers = Record<string, string>;
const preflight = (path: string, headers: Headers): Promise<Reply> =>
  send(gateway, path, { method: 'OPTIONS', headers });
const asked = (from: string, method = 'PUT', headers = ''): Headers => ({
  origin: from,
  'sec-fetch-mode': 'cors',
  'sec-fetch-site': 'cross-site',
  'access-control-request-method': method,
  ...(headers === '' ? {} : { 'access-control-request-headers': headers }),
});
const allowHeaders = (reply: Reply): string[] =>
  Object.keys(reply.headers).filter((name) => name.startsWith('access-control-'));

describe('a preflight', () => {
  test('of a listed page is answered by the gateway', async () => {
    const reply = await unreached(origin, () => preflight('/api/x', asked(PORTAL, 'PUT', 'X-Page, content-type')));
    expect(reply.status).toBe(204);
    expect(reply.header('access-control-allow-origin')).toBe(PORTAL);
    expect(reply.header('access-control-allow-methods')).toBe('PUT');
    expect(reply.header('access-control-allow-headers')).toBe('content-type, x-page');
    expect(reply.header('access-control-allow-credentials')).toBe('true');
    expect(reply.header('access-control-max-age')).toBe('300');
    expect(reply.header('vary')).toBe('Origin, Access-Control-Request-Method, Access-Control-Request-Headers');
    expect(reply.header('strict-transport-security')).not.toBeNull();
  });

  test.each([
    ['an unlisted page', '/api/x', asked('https://evil.example'), 403],
    ['a page of a host below', '/api/x', asked('https://a.portal.example.com'), 403],
    ['the same host without encryption', '/api/x', asked('http://portal.example.com'), 403],
    ['another port', '/api/x', asked(`${PORTAL}:8443`), 403],
    ['a sandboxed page', '/api/x', asked('null'), 403],
    ['a header that is not listed', '/api/x', asked(PORTAL, 'PUT', 'content-type, x-admin'), 403],
    ['a method that the route does not take', '/api/x', asked(PORTAL, 'DELETE'), 405],
    ['a method in other letters', '/api/x', asked(PORTAL, 'put'), 405],
    ['a route without cors', '/mine', asked(PORTAL, 'GET'), 405],
    ['a path without a route', '/nothing', asked(PORTAL, 'GET'), 404],
  ])('of %s is refused without leave', async (_, path, headers, status) => {
    const reply = await unreached(origin, () => preflight(path, headers));
    expect(reply.status).toBe(status);
    expect(reply.header('portcullis-denied')).not.toBeNull();
    expect(reply.header('access-control-allow-methods')).toBeNull();
    expect(reply.header('access-control-allow-headers')).toBeNull();
  });

  test('of any page is allowed where the rules say any, and never with credentials', async () => {
    const reply = await unreached(origin, () => preflight('/data', asked('https://anyone.example', 'POST')));
    expect(reply.status).toBe(204);
    expect(reply.header('access-control-allow-origin')).toBe('*');
    expect(reply.header('access-control-allow-credentials')).toBeNull();
  });
});

describe('a call across origins', () => {
  test('of a listed page passes with its session, and the page may read the answer', async () => {
    const reply = await send(gateway, '/api/x', {
      method: 'PUT',
      headers: { cookie, origin: PORTAL, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' },
      body: '{}',
    });
    expect(reply.status).toBe(200);
    expect(reply.header('access-control-allow-origin')).toBe(PORTAL);
    expect(reply.header('access-control-allow-credentials')).toBe('true');
    expect(reply.header('access-control-expose-headers')).toBe('x-total');
    expect(reply.header('access-control-allow-headers')).toBeNull();
    expect(reply.header('vary')).toBe('Accept, Origin');
  });

  test('of a listed page may read that it needs a session', async () => {
    const reply = await unreached(origin, () => send(gateway, '/api/x', { headers: { origin: PORTAL } }));
    expectRefusal(reply, 401, 'session_required');
    expect(reply.header('access-control-allow-origin')).toBe(PORTAL);
  });

  test.each(['https://evil.example', 'null', `${PORTAL}.evil.example`, PORTAL.toUpperCase()])(
    'of %s is refused, and the page may not read the refusal',
    async (from) => {
      const headers = { cookie, origin: from, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' };
      const reply = await unreached(origin, () => send(gateway, '/api/x', { method: 'PUT', headers, body: '{}' }));
      expectRefusal(reply, 403, 'forbidden');
      expect(allowHeaders(reply)).toEqual([]);
    },
  );

  test('of any page to an open route passes as anonymous, also with a cookie', async () => {
    const headers = { cookie, origin: 'https://anyone.example', 'sec-fetch-site': 'cross-site' };
    const reply = await send(gateway, '/data', { method: 'POST', headers, body: 'a' });
    expect(reply.status).toBe(200);
    expect(reply.header('access-control-allow-origin')).toBe('*');
    const context = origin.seen.at(-1)?.headers['portcullis-context']?.[0] ?? '';
    const claims = JSON.parse(Buffer.from(context.split('.')[1] ?? '', 'base64url').toString()) as object;
    expect(claims).not.toHaveProperty('sub');
    expect(claims).toMatchObject({ rid: 'data' });
  });

  test('is never allowed by the app on its own: what it reflects is taken out', async () => {
    const reply = await send(gateway, '/plain', { headers: { origin: 'https://evil.example' } });
    expect(reply.status).toBe(200);
    expect(allowHeaders(reply)).toEqual([]);
  });

  test("keeps the app's own answer where cross-site checks are only observed", async () => {
    const headers = { cookie, origin: 'https://old.example', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' };
    const reply = await send(gateway, '/seen', { headers });
    expect(reply.status).toBe(200);
    expect(reply.header('access-control-allow-origin')).toBe('https://old.example');
    const event = await gateway.eventOf(reply.header('portcullis-request-id'));
    expect(event['observed']).toMatchObject([{ reason: 'cross_site' }]);
  });

  test('cannot open a WebSocket', async () => {
    const headers = { cookie, origin: PORTAL, connection: 'Upgrade', upgrade: 'websocket' };
    const reply = await unreached(origin, () => send(gateway, '/api/x', { headers }));
    expectRefusal(reply, 403, 'forbidden');
  });
});
