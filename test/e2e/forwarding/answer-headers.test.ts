import { beforeEach, describe, expect, test } from 'vitest';
import { send } from '../../support/client.ts';
import { gateOfFile } from '../../support/gate.ts';
import { originOfFile } from '../../support/of-file.ts';

/** Headers of the origin's next answer. */
let headers: Record<string, string | string[]>;
/** Requests that followed a redirect: others may come to a port that another test had before. */
let followed = 0;
const elsewhere = await originOfFile((request, response) => {
  if (request.url === '/stolen') followed += 1;
  response.end('ok');
});
const { origin, gateway } = await gateOfFile({
  answer: (request, response) => {
    const code = Number(/^\/open\/(\d{3})/.exec(request.url ?? '')?.[1] ?? 200);
    response.writeHead(code, headers).end('ok');
  },
  routes: [
    'id: open, path: /open/**, access: public',
    'id: shared, path: /shared, access: public, cookies: { domain: keep }',
    'id: kept, path: /kept, access: public, cache: private',
    'id: set, path: /set/**, access: public, headers: { set: { CDN-Cache-Control: max-age=60, Expires: "0", X-Team: edge } }',
    'id: own, path: /own/**, access: { roles: [owner] }, headers: { set: { CDN-Cache-Control: max-age=60, Expires: "0", X-Team: edge } }',
    'id: owners, path: /owners/**, access: { roles: [owner] }',
  ],
});

beforeEach(() => {
  headers = {};
});

describe('cookies of the origin', () => {
  test('each is kept apart and hardened', async () => {
    headers = {
      'set-cookie': ['a=1; Path=/', 'b=2; HttpOnly; SameSite=Strict', 'c=3; Expires=Wed, 21 Oct 2026 07:28:00 GMT'],
    };
    const reply = await send(gateway, '/open/x');
    expect(reply.headers['set-cookie']).toEqual([
      'a=1; Path=/; Secure; SameSite=Lax',
      'b=2; HttpOnly; SameSite=Strict; Secure',
      'c=3; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Secure; SameSite=Lax',
    ]);
  });

  test.each(['Domain=.test.example', 'domain=test.example', 'DOMAIN = test.example', 'Domain'])(
    '%s is taken away',
    async (domain) => {
      headers = { 'set-cookie': [`a=1; ${domain}; Path=/`] };
      const reply = await send(gateway, '/open/x');
      expect(reply.headers['set-cookie']).toEqual(['a=1; Path=/; Secure; SameSite=Lax']);
    },
  );

  test('a deletion reaches the cookie of the domain, and that of the host', async () => {
    headers = { 'set-cookie': ['sid=; Domain=.test.example; Path=/; Max-Age=0'] };
    expect((await send(gateway, '/open/x')).headers['set-cookie']).toEqual([
      'sid=; Path=/; Max-Age=0; Secure; SameSite=Lax',
      'sid=; Domain=.test.example; Path=/; Max-Age=0; Secure; SameSite=Lax',
    ]);
  });

  test('the Domain stands where the rules keep it', async () => {
    headers = { 'set-cookie': ['a=1; Domain=.test.example; Path=/'] };
    expect((await send(gateway, '/shared')).headers['set-cookie']).toEqual([
      'a=1; Domain=.test.example; Path=/; Secure; SameSite=Lax',
    ]);
  });

  test.each(['__Host-role=forged', '__host-role=forged', '__Host-role =forged', '=__Host-role=forged'])(
    '%s is dropped, and noted',
    async (cookie) => {
      headers = { 'set-cookie': [`${cookie}; Path=/`, 'kept=1'] };
      const reply = await send(gateway, '/open/x');
      expect(reply.headers['set-cookie']).toEqual(['kept=1; Secure; SameSite=Lax']);
      expect((await gateway.eventOf(reply.header('portcullis-request-id')))['notes']).toEqual([
        'role_cookie_of_origin_dropped',
      ]);
    },
  );

  test.each(['/open/x', '/kept'])('an answer that sets a cookie is not for caches: %s', async (path) => {
    headers = { 'set-cookie': 'a=1', 'cache-control': 'public, max-age=60' };
    expect((await send(gateway, path)).header('cache-control')).toBe('private, no-store');
  });
});

describe('caches', () => {
  test("a public route keeps the origin's word", async () => {
    headers = { 'cache-control': 'public, max-age=60' };
    expect((await send(gateway, '/open/x')).header('cache-control')).toBe('public, max-age=60');
  });

  test('a page of a public route may say who is signed in', async () => {
    headers = { 'content-type': 'text/html', vary: 'Accept' };
    const anonymous = await send(gateway, '/open/x');
    expect([anonymous.header('cache-control'), anonymous.header('vary')]).toEqual([null, 'Accept, Cookie']);
    const cookie = await gateway.mint.cookie();
    const known = await send(gateway, '/open/x', { headers: { cookie } });
    expect([known.header('cache-control'), known.header('vary')]).toEqual(['private', 'Accept, Cookie']);
    headers = { 'content-type': 'text/css', 'cache-control': 'public, max-age=60' };
    const asset = await send(gateway, '/open/x.css', { headers: { cookie } });
    expect([asset.header('cache-control'), asset.header('vary')]).toEqual(['public, max-age=60', null]);
  });

  test('an answer to a session is private, whatever the origin says', async () => {
    headers = { 'cache-control': 'public, max-age=60' };
    Object.assign(headers, {
      'cdn-cache-control': 'max-age=60',
      'surrogate-control': 'max-age=60',
      'x-accel-expires': '60',
    });
    const reply = await send(gateway, '/owners/x', { headers: { cookie: await gateway.mint.cookie() } });
    expect([reply.status, reply.header('cache-control')]).toEqual([200, 'private, no-store']);
    for (const name of ['cdn-cache-control', 'surrogate-control', 'x-accel-expires'])
      expect(reply.header(name), name).toBeNull();
  });
});

describe('what the rules say to caches', () => {
  const words = ['cdn-cache-control', 'expires', 'x-team'];
  const said = (reply: Awaited<ReturnType<typeof send>>) => words.map((name) => reply.header(name));

  test('goes out with answers for everyone', async () => {
    expect(said(await send(gateway, '/set/x'))).toEqual(['max-age=60', '0', 'edge']);
  });

  test('goes out with no answer to a session, and with none that sets a cookie', async () => {
    const own = await send(gateway, '/own/x', { headers: { cookie: await gateway.mint.cookie() } });
    expect([own.status, own.header('cache-control'), ...said(own)]).toEqual([
      200,
      'private, no-store',
      null,
      null,
      'edge',
    ]);
    headers = { 'set-cookie': 'a=1' };
    const setting = await send(gateway, '/set/x');
    expect([setting.header('cache-control'), ...said(setting)]).toEqual(['private, no-store', null, null, 'edge']);
  });
});

describe('redirects', () => {
  test.each([301, 302, 303, 307, 308])('a %i to another server is passed on and not followed', async (code) => {
    headers = { location: `${elsewhere.url}/stolen` };
    const before = origin.begun;
    const reply = await send(gateway, `/open/${code}`, { method: 'POST', body: 'x' });
    expect([reply.status, reply.header('location')]).toEqual([code, `${elsewhere.url}/stolen`]);
    expect([origin.begun - before, followed]).toEqual([1, 0]);
  });

  test('where the origin names itself, the public host is meant', async () => {
    headers = { location: `${origin.url}/next?a=1#b`, 'content-location': `${origin.url}/open/1` };
    const reply = await send(gateway, '/open/302');
    expect(reply.header('location')).toBe(`http://localhost:${gateway.port}/next?a=1#b`);
    expect(reply.header('content-location')).toBe(`http://localhost:${gateway.port}/open/1`);
  });

  test("where the origin names itself on a tenant's host, that host is meant", async () => {
    headers = { location: `${origin.url}/next` };
    const host = `acme.localhost:${gateway.port}`;
    expect((await send(gateway, '/open/302', { host })).header('location')).toBe(`http://${host}/next`);
  });

  test.each(['/next', 'next', '?a', '#b', 'https://other.example/x', '//other.example/x', 'mailto:a@b.example'])(
    '%s is left as it is',
    async (location) => {
      headers = { location };
      expect((await send(gateway, '/open/302')).header('location')).toBe(location);
    },
  );
});

describe('what the origin says about itself', () => {
  test('is not told to strangers', async () => {
    headers = {
      server: 'Apache/2.4.1',
      'x-powered-by': 'PHP/5',
      'x-aspnet-version': '4',
      'x-generator': 'x',
      'x-runtime': '0.1',
      via: '1.1 inside',
      'portcullis-context': 'eyJ.leaked.context',
      'portcullis-session': 'end',
      'portcullis-denied': 'forbidden',
      'portcullis-request-id': 'of the origin',
      'alt-svc': 'h3=":443"',
    };
    const reply = await send(gateway, '/open/x');
    expect(reply.header('portcullis-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    for (const name of Object.keys(headers)) {
      if (name !== 'portcullis-request-id') expect(reply.header(name), name).toBeNull();
    }
  });

  test("its security headers are replaced by the rules', and its own CSP can only tighten", async () => {
    headers = {
      'content-security-policy': "default-src 'none'",
      'strict-transport-security': 'max-age=0',
      'x-frame-options': 'ALLOWALL',
      'x-content-type-options': 'off',
      'referrer-policy': 'unsafe-url',
    };
    const reply = await send(gateway, '/open/x');
    const csp = reply.header('content-security-policy') ?? '';
    expect(csp).toContain("default-src 'none', default-src 'none'; script-src 'self'");
    expect(csp).toContain("frame-ancestors 'none'");
    expect(reply.headers['strict-transport-security']).toEqual(['max-age=63072000; includeSubDomains']);
    expect(reply.headers['x-frame-options']).toEqual(['DENY']);
    expect(reply.headers['x-content-type-options']).toEqual(['nosniff']);
    expect(reply.headers['referrer-policy']).toEqual(['strict-origin-when-cross-origin']);
  });
});
