import { decodeJwt } from 'jose';
import { beforeEach, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import { send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { startTestGateway } from '../../support/gateway.ts';
import { redisStoreOfFile } from '../../support/of-file.ts';
import { until } from '../../support/patience.ts';
import { providerGateOfFile } from '../../support/provider-gate.ts';
import { unreached } from '../../support/unreached.ts';

const redis = await redisStoreOfFile();
const { gateway, origin, idp, url } = await providerGateOfFile({
  settings: redis.settings,
  rule: { signals: { scim: null, universalLogout: false, backchannelLogout: true, events: null } },
});
const { host } = new URL(url);
let browser: Browser;

beforeEach(async () => {
  browser = new Browser();
  idp.intercept = null;
  idp.person.claims = { groups: ['Readers'] };
  await browser.open(`${url}/`);
  origin.seen.length = 0;
});

const FORM = { accept: 'text/html', 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate', origin: url };
const signOut = () => browser.ask(`${url}/.portcullis/sign-out`, FORM, 'POST');

test('the session ends here first, then at the provider, which sends the browser back', async () => {
  const token = browser.cookies.get(host)?.get('__Host-role') ?? '';
  const reply = await signOut();
  expect([reply.status, browser.cookies.get(host)?.get('__Host-role')]).toEqual([200, undefined]);
  const [, onwards = ''] = /^0;url=(.+)$/.exec(reply.header('refresh') ?? '') ?? [];
  const asked = Object.fromEntries(new URL(onwards).searchParams);
  expect(onwards).toMatch(new RegExp(`^${idp.issuer}/session/end\\?`));
  expect(asked).toEqual({
    id_token_hint: expect.any(String),
    client_id: 'gate',
    post_logout_redirect_uri: `${url}/.portcullis/signed-out`,
    state: expect.stringMatching(/^[\w-]{43}$/),
  });
  expect(decodeJwt(asked['id_token_hint'] ?? '')).toMatchObject({ sub: '00u1', aud: 'gate' });
  // Every copy of the cookie is worthless.
  const copy = await new Browser().ask(`${url}/`, { cookie: `__Host-role=${token}` });
  expectRefusal(copy, 401, 'session_required');
  expect(origin.seen).toEqual([]);
  // The provider takes the request, and asks the person to confirm.
  expect((await browser.open(onwards)).reply.text).toContain('/session/end/confirm');
});

test('where the provider does not answer, the session is over all the same', async () => {
  const cookie = `__Host-role=${browser.cookies.get(host)?.get('__Host-role')}`;
  // The first gateway remembers the metadata of the provider.
  const { policy, settings } = gateway;
  const second = await startTestGateway({ rules: () => policy, settings });
  try {
    idp.intercept = (_request, response) => {
      response.writeHead(503).end();
      return true;
    };
    idp.asked.length = 0;
    const headers = { ...FORM, cookie };
    const reply = await send(second, '/.portcullis/sign-out', { method: 'POST', host, headers });
    expect(idp.asked).toContain('GET /.well-known/openid-configuration');
    expect([reply.status, reply.header('location')]).toEqual([303, '/.portcullis/signed-out']);
    expect(reply.headers['set-cookie']?.[0]).toMatch(/^__Host-role=; .*Max-Age=0/);
    const copy = await unreached(origin, () => send(second, '/', { host, headers: { cookie } }));
    expectRefusal(copy, 401, 'session_required');
  } finally {
    await second.stop();
  }
});

test('a session by no provider ends here alone', async () => {
  const cookie = await gateway.mint.cookie();
  const reply = await new Browser().ask(`${url}/.portcullis/sign-out`, { ...FORM, cookie }, 'POST');
  expect([reply.status, reply.header('location')]).toEqual([303, '/.portcullis/signed-out']);
});

test('who signs out at the provider is signed out here, by its back-channel logout', async () => {
  const { reply } = await browser.open(`${idp.issuer}/session/end`);
  const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(reply.text) ?? [];
  const form = new URLSearchParams({ xsrf, logout: 'yes' }).toString();
  await browser.ask(`${idp.issuer}/session/end/confirm`, { 'sec-fetch-site': 'same-origin' }, 'POST', form);
  const cookie = `__Host-role=${browser.cookies.get(host)?.get('__Host-role')}`;
  await until(async () => {
    const { status } = await new Browser().ask(`${url}/`, { cookie });
    return status === 401 ? true : undefined;
  });
  origin.seen.length = 0;
  expectRefusal(await new Browser().ask(`${url}/`, { cookie }), 401, 'session_required');
  expect(origin.seen).toEqual([]);
});
