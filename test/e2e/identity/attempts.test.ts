import { beforeEach, describe, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
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

describe('a browser with many attempts', () => {
  test('holds the five newest of 200, and they all end well', async () => {
    const places: string[] = [];
    for (let count = 0; count < 200; count += 1) {
      const start = await browser.ask(`${url}/.portcullis/sign-in/idp?return=/${count}`, { accept: 'text/html' });
      places.push(start.header('location') ?? '');
    }
    expect(attemptNames()).toHaveLength(5);
    const [old = '', , , ...newest] = places.slice(-8);
    for (const [index, place] of newest.entries())
      expect((await browser.open(place)).url).toBe(`${url}/${195 + index}`);
    expectRefusal((await browser.open(old)).reply, 400, 'malformed_request');
  });

  test('begins another one even if its cookies are not ones of the gateway', async () => {
    for (let count = 0; count < 30; count += 1)
      browser.cookies.get(host)?.set(`__Host-signin-${String(count).padStart(8, 'x')}`, 'made-up');
    await browser.open(`${url}/`, { until: isProviders });
    for (let count = 0; count < 30; count += 1)
      browser.cookies.set(
        host,
        (browser.cookies.get(host) ?? new Map()).set(`__Host-signin-${String(count).padStart(8, 'y')}`, `${count}.x`),
      );
    expect((await browser.open(`${url}/page`)).url).toBe(`${url}/page`);
    expect(origin.seen[0]?.headers['cookie']).toBeUndefined();
  });
});

describe('an answer that belongs to no attempt of this browser', () => {
  const expectNoSession = async (visit: ReturnType<Browser['open']>, of = browser) => {
    const { reply } = await visit;
    expectRefusal(reply, 400, 'malformed_request');
    expect(reply.text).toContain('This sign-in is over');
    expect(reply.text).toContain('href="/.portcullis/sign-in/idp?return=%2F"');
    expect([sessionCookie(of), origin.seen]).toEqual([undefined, []]);
  };
  const callbackOf = async (of = browser, path = '/'): Promise<string> =>
    (await of.open(`${url}${path}`, { until: isCallback })).hops.at(-1) ?? '';

  test('is of another person: a link does not sign a victim in', async () => {
    const attacker = new Browser();
    await expectNoSession(browser.open(await callbackOf(attacker)));
  });

  test('comes a second time, by the back button', async () => {
    const callback = await callbackOf();
    await browser.open(callback);
    origin.seen.length = 0;
    browser.cookies.get(host)?.delete('__Host-role');
    await expectNoSession(browser.open(callback));
  });

  test('comes a second time with the cookie of the first: the provider takes a code once', async () => {
    const callback = await callbackOf();
    const thief = browser.copy();
    await browser.open(callback);
    origin.seen.length = 0;
    const { reply } = await thief.open(callback);
    expectRefusal(reply, 503, 'unavailable');
    expect([sessionCookie(thief), origin.seen]).toEqual([undefined, []]);
    expect(await gateway.eventOf(reply.header('portcullis-request-id'))).toMatchObject({
      reason: 'identity_failed',
      detail: 'idp: the token endpoint answers "invalid_grant"',
    });
  });

  test('has no state, or another one', async () => {
    const callback = new URL(await callbackOf());
    const state = callback.searchParams.get('state') ?? '';
    for (const changed of [null, '', `${state}x`, `${state.slice(0, 8)}${'x'.repeat(35)}`, state.toLowerCase()]) {
      const one = browser.copy();
      if (changed === null) callback.searchParams.delete('state');
      else callback.searchParams.set('state', changed);
      await expectNoSession(one.open(callback.href), one);
    }
  });

  test('has a state twice', async () => {
    const callback = await callbackOf();
    const { reply } = await browser.open(`${callback}&state=x`);
    expectRefusal(reply, 503, 'unavailable');
    expect([sessionCookie(), origin.seen]).toEqual([undefined, []]);
  });

  test('comes with a cookie that was changed, or twice', async () => {
    const callback = await callbackOf();
    const [name = ''] = attemptNames();
    const value = browser.cookies.get(host)?.get(name) ?? '';
    const flipped = `${value.slice(0, -2)}${value.at(-2) === 'A' ? 'B' : 'A'}${value.at(-1)}`;
    for (const changed of ['', 'x', value.slice(0, 60), flipped, `${value}; ${name}=${value}`]) {
      const one = browser.copy();
      one.cookies.get(host)?.set(name, changed);
      await expectNoSession(one.open(callback), one);
    }
  });

  test('comes to another host of the gateway', async () => {
    const callback = await callbackOf();
    const acme = new URL(urlOf('acme')).host;
    browser.cookies.set(acme, browser.cookies.get(host) ?? new Map());
    await expectNoSession(browser.open(callback.replace(host, acme)));
  });
});
