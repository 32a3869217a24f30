import { CONTEXT_HEADER } from '@portcullis/origin/context';
import { decodeJwt } from 'jose';
import type { BrowserContext } from 'playwright-core';
import { expect, test } from 'vitest';
import { send } from '../support/client.ts';
import { until } from '../support/gateway.ts';
import { gatewayOfFile, ofFile, originOfFile } from '../support/of-file.ts';
import { productionOptions } from '../support/production.ts';
import { ADDRESS_FROM_HEADER } from '../support/rules.ts';
import { startChromium, visit } from './chromium.ts';
import { startSmallWeb } from './small-web.ts';

/** Chromium binds sessions to keys: here with its own, of software, since not every machine has a place for keys. */

const HOST = 'acme.test.example';
const HERE = `https://${HOST}`;
const REFRESH = '/.portcullis/device/refresh';
const FEATURES = 'DeviceBoundSessions,EnableBoundSessionCredentialsSoftwareKeysForManualTesting';
/** Shorter than rules can say, and than Chromium would renew for long: it renews about twice in five minutes. */
const LIFETIME_SECONDS = 6;

let users = 0;
const origin = await originOfFile((request, response) => {
  const { jti = '', sub } = decodeJwt(String(request.headers[CONTEXT_HEADER]));
  void (async () => {
    const grant = { jti, sub: `user-${users}` };
    const session = request.url === '/sign-in' ? { 'portcullis-session': await gateway.mint.grant(grant) } : {};
    response.writeHead(200, { 'content-type': 'text/html', ...session }).end(`hello ${sub}`);
  })();
});
const options = productionOptions({
  originUrl: origin.url,
  clientAddress: ADDRESS_FROM_HEADER,
  lifetime: '5m, renew: { idle: 1h, absolute: 2h, device: required }',
  routes: [
    'id: sign-in, path: /sign-in, methods: [GET], access: public, signIn: true',
    'id: mine, path: /mine, access: { roles: any }',
  ],
});
const gateway = await gatewayOfFile({
  ...options,
  adjust: (policy) => {
    const adjusted = options.adjust?.(policy) ?? policy;
    return { ...adjusted, session: { ...adjusted.session, lifetimeSeconds: LIFETIME_SECONDS } };
  },
});
const web = ofFile(
  await startSmallWeb({
    ports: { [HOST]: gateway.port },
    elsewhere: (_visit, response) => response.writeHead(404).end(),
  }),
  (each) => each.close(),
);

/** A browser of its own each time, since it counts how often it renews. */
async function signedIn() {
  users += 1;
  const browser = await startChromium([...web.switches, `--enable-features=${FEATURES}`]);
  const context = await browser.newContext();
  const { page } = await visit(context);
  const before = web.visits.length;
  await page.goto(`${HERE}/sign-in`);
  const bound = await until(async () => {
    const value = await roleCookie(context);
    return value !== null && 'cnf' in decodeJwt(value) ? value : undefined;
  });
  return {
    context,
    page,
    bound,
    /** Since the sign-in. */
    visits: () => web.visits.slice(before),
    fetchMine: (times: number): Promise<number[]> =>
      page.evaluate(
        (count) => Promise.all(Array.from({ length: count }, async () => (await fetch('/mine')).status)),
        times,
      ),
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

async function roleCookie(context: BrowserContext): Promise<string | null> {
  const cookies = await context.cookies(HERE);
  return cookies.find(({ name }) => name === '__Host-role')?.value ?? null;
}

/** Until the browser itself has dropped the cookie. */
async function untilOver(context: BrowserContext): Promise<void> {
  await until(async () => ((await roleCookie(context)) === null ? true : undefined));
}

/** From another machine, which has a copy of the cookie. */
function withCopy(cookie: string) {
  const headers = { cookie: `__Host-role=${cookie}`, 'x-forwarded-for': '192.0.2.9', 'x-forwarded-proto': 'https' };
  return send(gateway, '/mine', { host: HOST, headers });
}

async function revokeHere(revocation: object): Promise<void> {
  const headers = {
    authorization: await gateway.mint.admin(),
    'content-type': 'application/json',
    'x-forwarded-for': '192.0.2.8',
    'x-forwarded-proto': 'https',
  };
  const ask = { method: 'POST', host: HOST, headers, body: JSON.stringify(revocation) };
  expect((await send(gateway, '/.portcullis/v1/revocations', ask)).status).toBe(201);
}

test('six requests at once, after the cookie has run out, wait for one renewal, and pass; a copy of the cookie does not', async () => {
  await using visitor = await signedIn();
  const { context, bound, visits, fetchMine } = visitor;
  expect((await withCopy(bound)).status).toBe(200);
  await untilOver(context);
  expect(await fetchMine(6)).toEqual([200, 200, 200, 200, 200, 200]);
  const asked = visits().filter(({ path }) => path === REFRESH || path === '/mine');
  // Of what the browser renews before the cookie runs out, the cookie is there.
  expect(asked.filter(({ path, cookie }) => path === REFRESH && cookie === '')).toHaveLength(1);
  expect([asked[0]?.path, asked.filter(({ path, cookie }) => path === '/mine' && cookie === '')]).toEqual([
    REFRESH,
    [],
  ]);
  // The browser keeps whole seconds of what is left, so that its cookie ends up to a second before the token in it.
  const { exp = 0 } = decodeJwt(bound);
  await until(() => (Date.now() / 1000 > exp ? true : undefined));
  const before = origin.begun;
  const copied = await withCopy(bound);
  expect([copied.status, copied.headers['set-cookie'], origin.begun]).toEqual([401, undefined, before]);
});

test('a session that was revoked ends with the next renewal, and the browser asks for no other', async () => {
  await using visitor = await signedIn();
  const { context, visits, fetchMine } = visitor;
  await untilOver(context);
  await revokeHere({ tenant: 'acme', user: `user-${users}`, reason: 'left' });
  const before = visits().length;
  expect(await fetchMine(3)).toEqual([401, 401, 401]);
  expect(await fetchMine(1)).toEqual([401]);
  const asked = visits().slice(before);
  expect(asked.filter(({ path }) => path === REFRESH)).toHaveLength(1);
  expect(await roleCookie(context)).toBeNull();
});
