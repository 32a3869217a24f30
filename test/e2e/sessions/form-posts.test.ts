import { CONTEXT_HEADER } from '@portcullis/origin/context';
import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import { type Ask, type Reply, send } from '../../support/client.ts';
import { contextOf } from '../../support/context.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { unreached } from '../../support/unreached.ts';

const IDP = 'https://idp.example';

const { origin, gateway } = await gateOfFile({
  answer: (request, response) => {
    const { jti = '' } = decodeJwt(String(request.headers[CONTEXT_HEADER]));
    const isSignIn = request.url?.startsWith('/sso') ?? false;
    void (async () =>
      response
        .writeHead(303, { location: '/mine', ...(isSignIn ? { 'portcullis-session': await grant({ jti }) } : {}) })
        .end())();
  },
  routes: [
    `id: acs, path: /sso/acs, methods: [POST], access: public, signIn: true, crossSite: { formPosts: [${IDP}] }`,
    'id: any, path: /sso/any, methods: [POST], access: public, signIn: true, crossSite: { formPosts: any }',
    `id: opaque, path: /sso/opaque, methods: [POST], access: public, signIn: true, crossSite: { formPosts: ["null"] }`,
    'id: closed, path: /closed, methods: [POST], access: public, signIn: true',
    'id: mine, path: /mine, access: { roles: any }',
  ],
});
const { grant } = gateway.mint;
const role = await gateway.mint.cookie();

/** As Chromium posts a form of another site. */
const BROWSER = {
  origin: IDP,
  referer: `${IDP}/`,
  'content-type': 'application/x-www-form-urlencoded',
  'sec-fetch-site': 'cross-site',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  'upgrade-insecure-requests': '1',
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
};

const post = (target: string, headers: Ask['headers'] = {}): Promise<Reply> =>
  send(gateway, target, { method: 'POST', body: 'SAMLResponse=abc&RelayState=x', headers: { ...BROWSER, ...headers } });

test('a form of the identity provider reaches the app, which signs the visitor in', async () => {
  const reply = await post('/sso/acs', { cookie: 'saml=request-7' });
  expect([reply.status, reply.header('location')]).toEqual([303, '/mine']);
  const cookie = /^__Host-role=[^;]+/.exec(reply.header('set-cookie') ?? '')?.[0] ?? '';
  const seen = origin.seen.at(-1);
  expect(seen?.body.toString()).toBe('SAMLResponse=abc&RelayState=x');
  // The app compares what it asked for with a cookie of its own.
  expect(seen?.headers['cookie']).toEqual(['saml=request-7']);
  expect((await send(gateway, '/mine', { headers: { cookie } })).status).toBe(303);
  expect(await contextOf(gateway, origin.seen.at(-1))).toMatchObject({ rid: 'mine', sub: 'user-9' });
});

test('the role cookie counts for nothing, also where the browser sends it, and does not reach the app', async () => {
  const reply = await post('/sso/acs', { cookie: `${role}; saml=1`, 'sec-fetch-site': 'same-site' });
  expect(reply.status).toBe(303);
  const seen = origin.seen.at(-1);
  expect(seen?.headers['cookie']).toEqual(['saml=1']);
  const context = await contextOf(gateway, seen);
  expect(context).toMatchObject({ rid: 'acs' });
  expect(context).not.toHaveProperty('sub');
  expect(context).not.toHaveProperty('sid');
});

test.each([
  ['/sso/any', 'null'],
  ['/sso/any', 'https://elsewhere.example'],
  ['/sso/opaque', 'null'],
])('%s takes a form whose Origin is %s', async (target, from) => {
  expect((await post(target, { origin: from })).status).toBe(303);
});

test.each<[string, string, Record<string, string>]>([
  ['/closed', 'a route that takes none', {}],
  ['/sso/acs', 'another site', { origin: 'https://evil.example' }],
  ['/sso/acs', 'a page without an origin', { origin: 'null' }],
  ['/sso/opaque', 'a site that is not listed', {}],
  ['/sso/acs', 'a frame', { 'sec-fetch-dest': 'iframe' }],
  ['/sso/acs', 'a script', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'empty' }],
  ['/sso/any', 'a script of any site', { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
  ['/sso/acs', 'a type that no form has', { 'content-type': 'application/json' }],
  ['/sso/acs', 'two types', { 'content-type': 'text/plain, application/json' }],
])('%s refuses %s, and the app is not reached', async (target, _, headers) => {
  const reply = await unreached(origin, () => post(target, { cookie: role, ...headers }));
  expectRefusal(reply, 403, 'forbidden');
  expect(reply.headers['set-cookie']).toBeUndefined();
});
