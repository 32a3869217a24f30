import { describe, expect, test } from 'vitest';
import { type Ask, type Reply, send } from '../../support/client.ts';
import { contextOf } from '../../support/context.ts';
import { gatewayOfFile, originOfFile } from '../../support/of-file.ts';
import type { Answer } from '../../support/origin.ts';
import { testRules } from '../../support/rules.ts';
import { unreached } from '../../support/unreached.ts';

/** Answers with the headers that the request asks for, as JSON in `X-Answer`. */
const asAsked: Answer = (request, response) =>
  response.writeHead(200, JSON.parse(String(request.headers['x-answer'] ?? '{}'))).end('ok');
const origin = await originOfFile(asAsked);
const gateway = await gatewayOfFile({
  rules: testRules({
    origins: { plain: origin.url, tools: origin.url, api: origin.url },
    membersOf: { tools: 'path: { strip: /tools }', api: 'path: { strip: /api, add: /v2/rest }' },
    routes: [
      'id: tools, path: /tools/**, methods: [GET, PUT, COPY, MOVE], access: public, origin: tools',
      'id: tools-admin, path: /tools/admin/**, methods: [GET, PUT, COPY, MOVE], access: { roles: [admin] }, origin: tools',
      'id: beside, path: /tools-admin/**, access: { roles: [admin] }, origin: plain',
      'id: admin, path: /admin/**, methods: [GET, PUT], access: { roles: [admin] }, origin: plain',
      'id: api, path: /api/**, access: public, origin: api',
    ],
  }),
});

const ask = (target: string, answer: Record<string, string | string[]> = {}, more: Ask = {}): Promise<Reply> =>
  send(gateway, target, { ...more, headers: { 'x-answer': JSON.stringify(answer), ...more.headers } });

test.each([
  ['/tools', '/', 'TOOLS'],
  ['/tools/', '/', 'TOOLS'],
  ['/tools/a/b?c=/tools', '/a/b?c=/tools', 'TOOLS'],
  ['/tools/tools/x', '/tools/x', 'TOOLS'],
  ['/tools/%C3%A9', '/%C3%A9', 'TOOLS'],
  ['/api', '/v2/rest', 'API'],
  ['/api/', '/v2/rest/', 'API'],
  ['/api/x?y', '/v2/rest/x?y', 'API'],
])('%s reaches the app as %s, and its context is bound to that', async (target, forwarded, id) => {
  expect((await ask(target)).status).toBe(200);
  const seen = origin.seen.at(-1);
  const claims = await contextOf(gateway, seen, `ORIGIN_${id}_KEYS`);
  expect([seen?.target, claims.htu, claims.hth]).toEqual([forwarded, forwarded, `localhost:${gateway.port}`]);
});

test('a context holds the digest of a target that is long only with what is added', async () => {
  const target = `/api/${'x'.repeat(1024 - '/v2/rest/'.length)}`;
  await ask(target);
  expect(await contextOf(gateway, origin.seen.at(-1), 'ORIGIN_API_KEYS')).not.toHaveProperty('htd');
  await ask(`${target}x`);
  expect(await contextOf(gateway, origin.seen.at(-1), 'ORIGIN_API_KEYS')).not.toHaveProperty('htu');
});

test.each([
  '/tools/admin/x',
  '/tools/admin',
  '/tools-admin/x',
  '/toolsadmin',
  '/toolsx/admin',
  '/TOOLS/admin/x',
  '/tools/Admin/x',
  '/tools/%61dmin/x',
  '/to%6fls/admin/x',
  '/tools%2fadmin/x',
  '/tools//admin/x',
  '//tools/admin/x',
  '/tools/./admin/x',
  '/tools/x/../admin/x',
  '/tools/%2e%2e/admin/x',
  '/tools/..%2fadmin',
  '/tools;x/admin',
  '/tools/;/admin',
  '/tools\\admin\\x',
  '/tools/.%2e/admin',
  '/admin/x',
  '/v2/rest/x',
])('%s does not reach the app without the role that its route asks for', async (target) => {
  const reply = await unreached(origin, () => ask(target));
  expect(reply.header('portcullis-denied')).not.toBeNull();
});

const spelling =
  'spelling: { encodedSlash: keep, encodedDelimiters: keep, dots: keep, semicolons: keep, nonUtf8: keep }';
const kept = await gatewayOfFile({
  rules: testRules({
    origins: { tools: origin.url, api: origin.url },
    membersOf: { tools: 'path: { strip: /tools }', api: 'path: { strip: /api, add: /v2/rest }' },
    routes: [
      `id: tools, path: /tools/**, access: public, origin: tools, ${spelling}`,
      'id: tools-admin, path: /tools/admin/**, access: { roles: [admin] }, origin: tools',
      'id: api-admin, path: /api/admin/**, access: { roles: [admin] }, origin: api',
      `id: api, path: /api/**, access: public, origin: api, ${spelling}`,
    ],
  }),
});

describe('where every odd spelling is kept', () => {
  test.each([
    ['/tools/@scope%2Fname', '/@scope%2Fname', 'TOOLS'],
    ['/tools/C%23;x/Inc.', '/C%23;x/Inc.', 'TOOLS'],
    ['/api/a%2Fb', '/v2/rest/a%2Fb', 'API'],
  ])('%s reaches the app as %s', async (target, forwarded, id) => {
    expect((await send(kept, target)).status).toBe(200);
    const seen = origin.seen.at(-1);
    expect([seen?.target, (await contextOf(kept, seen, `ORIGIN_${id}_KEYS`)).htu]).toEqual([forwarded, forwarded]);
  });

  test.each([
    '/tools/..%2Fadmin',
    '/tools/a%2F..%2Fadmin',
    '/tools/a%2F..%2F..%2Fadmin',
    '/tools/%2Fadmin/x',
    '/tools/admin%2Fx',
    '/tools/admin%252Fx',
    '/tools/admin%5Cx',
    '/tools/admin%3Fx',
    '/tools/admin%23x',
    '/tools/admin;x',
    '/tools/admin;x/y',
    '/tools/;x/admin/y',
    '/tools/admin./x',
    '/tools/%C3admin/x',
    '/tools/admin%FF/x',
    '/tools%2Fadmin/x',
    '/tools;x/admin/x',
    '/tools./admin/x',
    '/api/..%2F..%2Fadmin',
    '/api/admin%2Fx',
    '/api%2F..%2Fadmin',
  ])('%s does not', async (target) => {
    const reply = await unreached(origin, () => send(kept, target));
    expect([400, 401, 404]).toContain(reply.status);
  });
});

describe('what the app says of itself', () => {
  const publicUrl = `http://localhost:${gateway.port}`;

  test.each([
    ['/tools/a', 'location', '/x', `${publicUrl}/tools/x`],
    ['/tools/a', 'location', `${origin.url}/x`, `${publicUrl}/tools/x`],
    ['/tools/a', 'location', 'x', 'x'],
    ['/tools', 'location', 'x', `${publicUrl}/tools/x`],
    ['/tools/a', 'location', '//evil.example/x', '//evil.example/x'],
    ['/tools/a', 'location', '/\\evil.example/x', '/\\evil.example/x'],
    ['/tools/a', 'location', '/.//evil.example/x', `${publicUrl}/tools//evil.example/x`],
    ['/api/a', 'location', '/v2/rest//evil.example', `${publicUrl}/api//evil.example`],
    ['/api/a', 'location', '/v2/rest/../../admin', '/v2/rest/../../admin'],
    ['/api/a', 'content-location', '/v2/rest/a.json', `${publicUrl}/api/a.json`],
    ['/api/a', 'refresh', '3; url="/v2/rest/b"', `3; url=${publicUrl}/api/b`],
  ])('to %s: %s: %s leaves as %s', async (target, name, value, expected) => {
    const reply = await ask(target, { [name]: value });
    expect([reply.status, reply.header(name)]).toEqual([200, expected]);
  });

  test('cookies are for the path at which clients know the app', async () => {
    const reply = await ask('/tools/a', { 'set-cookie': ['a=1; Path=/', 'b=2; Path=/x; Secure; SameSite=Lax', 'c=3'] });
    expect(reply.headers['set-cookie']).toEqual([
      'a=1; Path=/tools; Secure; SameSite=Lax',
      'b=2; Secure; SameSite=Lax; Path=/tools/x',
      'c=3; Secure; SameSite=Lax',
    ]);
  });

  test('a cookie that is deleted is deleted there too', async () => {
    const reply = await ask('/tools/a', { 'set-cookie': 'a=; Path=/; Domain=example.com; Max-Age=0' });
    expect(reply.headers['set-cookie']).toEqual([
      'a=; Max-Age=0; Path=/tools; Secure; SameSite=Lax',
      'a=; Domain=example.com; Max-Age=0; Path=/tools; Secure; SameSite=Lax',
    ]);
  });
});

describe('resources that headers name', () => {
  const copy = (destination: string): Promise<Reply> =>
    ask('/tools/a', {}, { method: 'COPY', headers: { destination } });

  test.each(['/tools/b', `http://localhost:${gateway.port}/tools/b`])(
    '%s is named as the app knows it',
    async (destination) => {
      const cookie = await gateway.mint.cookie({ roles: ['admin'] });
      const reply = await ask(
        '/tools/a/x',
        {},
        { method: 'COPY', headers: { destination, cookie, if: '</tools/b/c> (["e"])' } },
      );
      expect(reply.status).toBe(200);
      const { headers = {}, target } = origin.seen.at(-1) ?? {};
      expect([target, headers['destination'], headers['if']]).toEqual([
        '/a/x',
        [`${origin.url}/b`],
        [`<${origin.url}/b/c> (["e"])`],
      ]);
    },
  );

  test.each(['/tools/admin/b', '/admin/b', '/tools-admin/b', '/b', '/tools/../admin/b', '/api/b'])(
    '%s is decided by the path that the client knows',
    async (destination) => {
      const reply = await unreached(origin, () => copy(destination));
      expect([400, 401, 403]).toContain(reply.status);
    },
  );
});

test('a service worker for all of the app is none for all of the host', async () => {
  const allowed = async (target: string, value: string) =>
    (await ask(target, { 'service-worker-allowed': value })).header('service-worker-allowed');
  expect(await allowed('/tools/sw.js', '/')).toMatch(/\/tools\/$/);
  expect(await allowed('/tools/sw.js', '/tools/')).toBe('/tools/');
  expect(await allowed('/api/sw.js', '/v2/rest/')).toMatch(/:[0-9]+\/api\/$/);
});
