import { decodeJwt } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import { contextOf } from '../../support/context.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { providerGateOfFile } from '../../support/provider-gate.ts';

const gate = await providerGateOfFile();
const { gateway, origin, idp, url, urlOf } = gate;
const { host } = new URL(url);
let browser: Browser;

beforeEach(() => {
  browser = new Browser();
  origin.seen.length = 0;
  idp.asked.length = 0;
  idp.authorizations.length = 0;
  const person = { sub: '00u1', claims: { groups: ['Readers'] }, acr: undefined, amr: undefined, agrees: true };
  Object.assign(idp.person, person);
});

const attemptNames = (of = browser): string[] =>
  of.names(host, '__Host-signin-').filter((name) => !name.endsWith('-lately'));
const isCallback = (address: string): boolean => address.includes('/callback');
const isProviders = (address: string): boolean => address.startsWith(idp.issuer);
const sessionCookie = (of = browser, at = host): string | undefined => of.cookies.get(at)?.get('__Host-role');

describe('a person who opens a page', () => {
  test('signs in at the provider, and gets the page with path and query', async () => {
    const wanted = `${url}/report?year=2026&q=a%20b&next=//evil.example`;
    const { reply, url: at } = await browser.open(wanted);
    expect([reply.status, at]).toEqual([200, wanted]);
    expect(await contextOf(gateway, origin.seen[0])).toMatchObject({ sub: '00u1', tid: 'acme', roles: ['reader'] });
    // What the gateway itself keeps in the browser goes no further.
    expect(origin.seen.map(({ headers }) => headers['cookie'])).toEqual([undefined]);
    expect(attemptNames()).toEqual([]);
  });

  test('is sent there with PKCE, state and nonce, each new, by an answer that no cache keeps', async () => {
    const first = await browser.open(`${url}/`, { until: isProviders });
    await browser.open(`${url}/`, { until: isProviders });
    expect(first.reply.status).toBe(303);
    expect(first.reply.header('cache-control')).toContain('no-store');
    expect(first.hops[1]).toBe(`${url}/.portcullis/sign-in/idp?return=%2F`);
    const urls = [first.hops.at(-1)];
    expect(Object.fromEntries(new URL(urls[0] ?? '').searchParams)).toEqual({
      response_type: 'code',
      client_id: 'gate',
      redirect_uri: `${url}/.portcullis/sign-in/idp/callback`,
      scope: 'openid',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
    expect(attemptNames()).toHaveLength(2);
  });

  test('has a session whose times and proof are what the provider said', async () => {
    Object.assign(idp.person, { amr: ['pwd', 'otp'], acr: 'urn:okta:loa:2fa:any' });
    const fromSeconds = Math.floor(Date.now() / 1000);
    await browser.open(`${url}/`);
    const claims = decodeJwt(sessionCookie() ?? '');
    expect(claims).toMatchObject({ sub: '00u1', tid: 'acme', roles: ['reader'], amr: ['mfa', 'pwd', 'otp'] });
    expect(claims['auth_time']).toBeGreaterThanOrEqual(fromSeconds);
    expect(claims).not.toHaveProperty('host');
    const event = gateway.events.findLast((each) => (each['notes'] as string[]).includes('session_started'));
    expect(event).toMatchObject({ route: 'portcullis:sign-in-end', notes: ['signed_in_by:idp', 'session_started'] });
  });

  test('is not asked again while signed in, and has one session when signed in twice', async () => {
    await browser.open(`${url}/a`);
    idp.asked.length = 0;
    expect((await browser.open(`${url}/b`)).reply.status).toBe(200);
    expect(idp.asked).toEqual([]);
    const before = sessionCookie();
    await browser.open(`${url}/.portcullis/sign-in/idp?return=/c`);
    expect(sessionCookie()).not.toBe(before);
  });

  test('may be in two tabs at once', async () => {
    const one = await browser.open(`${url}/one`, { until: isCallback });
    const two = await browser.open(`${url}/two`, { until: isCallback });
    expect(attemptNames()).toHaveLength(2);
    expect((await browser.open(one.hops.at(-1) ?? '')).url).toBe(`${url}/one`);
    expect((await browser.open(two.hops.at(-1) ?? '')).url).toBe(`${url}/two`);
  });
});

describe('what is not a person opening a page', () => {
  test.each([
    ['a script', { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', accept: '*/*' }],
    ['a frame', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
    ['an image', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
    ['a page loaded ahead', { 'sec-purpose': 'prefetch;prerender' }],
  ])('gets 401 and starts no sign-in: %s', async (_what, headers) => {
    for (const path of ['/', '/.portcullis/sign-in/idp']) {
      const { reply } = await browser.open(`${url}${path}`, { headers });
      expectRefusal(reply, 401, 'session_required', path);
    }
    expect([attemptNames(), origin.seen, idp.asked]).toEqual([[], [], []]);
  });

  test('a client without Fetch Metadata is asked what it accepts', async () => {
    const page = await browser.ask(`${url}/`, { accept: 'text/html' });
    expect([page.status, page.header('portcullis-denied')]).toEqual([303, 'session_required']);
    expectRefusal(await browser.ask(`${url}/`, { accept: 'application/json' }), 401, 'session_required');
    expectRefusal(await browser.ask(`${url}/`, { accept: 'text/html' }, 'POST'), 401, 'session_required');
    expect(origin.seen).toEqual([]);
  });
});

describe('where a sign-in leads back to', () => {
  test.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '\\\\evil.example',
    '/.//evil.example/',
    '/x/..//evil.example/',
    '/\t/evil.example/',
    'javascript:alert(1)',
    'evil',
    '/.portcullis/sign-out',
    '/.PORTCULLIS/session',
    '/%2eportcullis/session',
    `/${'x'.repeat(3000)}`,
    '',
  ])('never off the host, nor to the gateway itself: %s', async (to) => {
    const { url: at, reply } = await browser.open(`${url}/.portcullis/sign-in/idp?return=${encodeURIComponent(to)}`);
    expect([at, reply.status]).toEqual([`${url}/`, 200]);
  });

  test('a page of 2,000 characters, and all of its cookie fits', async () => {
    const path = `/${'x'.repeat(1900)}?q=${'%C3%A9'.repeat(10)}`;
    const start = await browser.open(`${url}${path}`, { until: isProviders });
    const [cookie = ''] = start.reply.headers['set-cookie'] ?? [];
    expect(cookie.length).toBeLessThan(4096);
    expect((await browser.open(start.hops.at(-1) ?? '')).url).toBe(`${url}${path}`);
  });
});

describe('what the provider says of the person', () => {
  const open = async (at = `${url}/`) => {
    const { reply } = await browser.open(at);
    expect([sessionCookie(), origin.seen]).toEqual([undefined, []]);
    return { reply, event: await gateway.eventOf(reply.header('portcullis-request-id')) };
  };

  test.each([
    ['no group that grants anything', { groups: ['Choir'] }, 'identity_unmatched'],
    ['no groups', {}, 'identity_unmatched'],
    ['too many groups to list', { _claim_names: { groups: 'src1' } }, 'groups_withheld'],
  ])('gives no session: %s', async (_what, claims, reason) => {
    idp.person.claims = claims;
    const { reply, event } = await open();
    expectRefusal(reply, 403, 'forbidden');
    expect(event).toMatchObject({ reason, rule: 'test.yaml:5' });
    // The page names the request, so that support can find it.
    expect(reply.text).toContain(String(reply.header('portcullis-request-id')).slice(0, 8));
  });

  test('is for another tenant than the host names', async () => {
    const { reply } = await browser.open(`${urlOf('globex')}/`);
    // No provider of this host signs people of the tenant in.
    expectRefusal(reply, 401, 'session_required');
    expectRefusal((await browser.open(`${urlOf('globex')}/.portcullis/sign-in/idp`)).reply, 404, 'no_route');
    expect([origin.seen, idp.asked]).toEqual([[], []]);
  });

  test('gives roles and nothing more: a page of other roles is refused, and not in circles', async () => {
    const { reply, hops } = await browser.open(`${url}/owners`);
    expectRefusal(reply, 403, 'forbidden');
    expect(hops.filter(isCallback)).toHaveLength(1);
  });

  test('is that the person did not agree', async () => {
    idp.person.agrees = false;
    const { reply, event } = await open();
    expectRefusal(reply, 403, 'forbidden');
    expect(event).toMatchObject({ reason: 'identity_denied', detail: 'idp: access_denied' });
  });
});

describe('the tenant of the host', () => {
  test('signs in there, with a session of its own', async () => {
    const acme = urlOf('acme');
    const { reply, url: at } = await browser.open(`${acme}/page`);
    expect([reply.status, at]).toEqual([200, `${acme}/page`]);
    expect(await contextOf(gateway, origin.seen[0])).toMatchObject({ sub: '00u1', tid: 'acme' });
    expect(sessionCookie()).toBeUndefined();
  });
});

describe('a page that asks for a second factor', () => {
  test('sends who is signed in without one to the provider, and takes what it shows', async () => {
    await browser.open(`${url}/`);
    browser.cookies.get(host)?.delete('__Host-signin-lately');
    Object.assign(idp.person, { acr: 'urn:okta:loa:2fa:any', amr: ['pwd'] });
    browser.cookies.delete(new URL(idp.issuer).host);
    const { reply, url: at, hops } = await browser.open(`${url}/fresh?x=1`);
    expect(hops[1]).toContain('/.portcullis/sign-in/idp?return=%2Ffresh%3Fx%3D1&within=900&methods=mfa+otp');
    expect(idp.authorizations.at(-1)).toMatchObject({ acr_values: 'urn:okta:loa:2fa:any', max_age: '450' });
    expect([reply.status, at]).toEqual([200, `${url}/fresh?x=1`]);
  });

  test('is shown as refused where the provider does not show one, and not in circles', async () => {
    await browser.open(`${url}/`);
    browser.cookies.get(host)?.delete('__Host-signin-lately');
    const before = sessionCookie();
    origin.seen.length = 0;
    const { reply, hops } = await browser.open(`${url}/fresh`);
    expectRefusal(reply, 401, 'step_up_required');
    expect(reply.text).toContain('Please confirm your identity');
    expect(hops.filter(isCallback)).toHaveLength(1);
    // The session that was there stays.
    expect([sessionCookie(), origin.seen]).toEqual([before, []]);
  });
});

test('a browser that is refused just after signing in sees the page, and does not go in circles', async () => {
  await browser.open(`${url}/`);
  browser.cookies.get(host)?.set('__Host-role', 'broken');
  const { reply, hops } = await browser.open(`${url}/`);
  expectRefusal(reply, 401, 'session_required');
  expect(hops).toHaveLength(1);
  expect(reply.text).toContain('href="/.portcullis/sign-in/idp?return=%2F"');
});

test('without a provider of the name, there is no such address', async () => {
  for (const path of [
    '/.portcullis/sign-in/other',
    '/.portcullis/sign-in/other/callback',
    '/.portcullis/sign-in/constructor',
  ])
    expectRefusal((await browser.open(`${url}${path}`)).reply, 404, 'no_route', path);
});

test('with one provider, there is nothing to choose', async () => {
  expect((await browser.open(`${url}/.portcullis/sign-in?return=/x`)).url).toBe(`${url}/x`);
});

test('no secret of a sign-in is in any event', async () => {
  const { hops } = await browser.open(`${url}/`);
  const secrets = hops.flatMap((hop) =>
    [...new URL(hop).searchParams].filter(([name]) => ['code', 'state', 'nonce'].includes(name)),
  );
  expect(secrets.length).toBeGreaterThan(2);
  const logged = JSON.stringify(gateway.events) + gateway.output.join('\n');
  for (const [, value] of secrets) expect(logged).not.toContain(value);
});
