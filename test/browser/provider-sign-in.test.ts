import type { BrowserContext, Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { ofFile } from '../support/of-file.ts';
import { providerGateOfFile } from '../support/provider-gate.ts';
import { startChromium, visit } from './chromium.ts';

/** Sign-in by a real identity provider in a real browser, which is what decides about redirects, cookies and history. */

const FORM = `<!doctype html><html lang="en"><title>Note</title><h1>Note</h1>
<form method="post" action="/notes"><label>Text <textarea name="text"></textarea></label><button>Save</button></form>
<form method="post" action="/.portcullis/sign-out"><button>Leave</button></form>
<form method="post" action="/elsewhere"><button>Elsewhere</button></form></html>`;

const gate = await providerGateOfFile({
  rule: {
    tenant: { kind: 'claim', claim: 'tid', tenants: { acme: 'acme', globex: 'globex' } },
    stepUp: { request: 'none', acr: [], amr: ['otp'] },
  },
  routes: [
    'id: public, path: /public, access: public, origin: app',
    'id: fresh, path: /fresh, access: { roles: any, stepUp: { within: 15m, methods: [mfa, otp] } }, origin: app',
    'id: app, path: /**, access: { roles: any }, origin: app',
  ],
  answer: (request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    if (request.url === '/elsewhere') return response.writeHead(303, { location: `${idp.issuer}/session/end` }).end();
    if (request.url?.startsWith('/note') === true) return response.end(FORM);
    return response.end(
      `<!doctype html><html lang="en"><title>${request.url}</title><a href="/deep/page?a=1&b=2">deep</a></html>`,
    );
  },
});
const { gateway, origin, idp, url, urlOf } = gate;
const two = await providerGateOfFile({
  others: (known) => [{ ...known, id: 'second' }],
  providers: ['idp', 'second'],
});
const browser = ofFile(await startChromium(), (each) => each.close());
let context: BrowserContext;
let page: Page;

beforeEach(async () => {
  await context?.close();
  context = await browser.newContext();
  ({ page } = await visit(context));
  idp.intercept = null;
  idp.asked.length = 0;
  origin.seen.length = 0;
  Object.assign(idp.person, {
    sub: '00u1',
    claims: { groups: ['Readers'], tid: 'acme' },
    acr: undefined,
    amr: undefined,
    agrees: true,
  });
});

/** What reached the app, but for the icon, for which a browser asks when it likes. */
const reached = (of = origin): readonly string[] =>
  of.seen.map(({ target }) => target).filter((target) => target !== '/favicon.ico');
const redeemed = (): number => idp.asked.filter((asked) => asked === 'POST /token').length;
const session = async (of = page) =>
  JSON.parse(
    await of.evaluate(async () =>
      (await fetch('/.portcullis/session', { headers: { accept: 'application/json' } })).text(),
    ),
  ) as { readonly tenant?: string; readonly user?: string };
/** Lets the provider ask for something by a page before it goes on. */
const pauseAtProvider = () => {
  idp.intercept = (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', idp.issuer);
    if (pathname !== '/auth' || searchParams.has('seen')) return false;
    response.writeHead(200, { 'content-type': 'text/html' });
    searchParams.set('seen', '1');
    response.end(`<!doctype html><title>provider</title><a href="/auth?${searchParams}">go on</a>`);
    return true;
  };
};

describe('a visitor who is signed out', () => {
  test('comes back to the very page that was asked for, with its query', async () => {
    await page.goto(`${url}/deep/page?a=1&b=2#part`);
    expect(page.url()).toBe(`${url}/deep/page?a=1&b=2#part`);
    expect(reached()).toEqual(['/deep/page?a=1&b=2']);
    expect(await session()).toMatchObject({ tenant: 'acme', user: '00u1' });
  });

  test('may begin in two tabs at once, and both end signed in at their own page', async () => {
    pauseAtProvider();
    const { page: second } = await visit(context);
    await Promise.all([page.goto(`${url}/one?x=1`), second.goto(`${url}/two?x=2`)]);
    // One after the other: of two first sign-ins of one browser at the same moment, the provider itself refuses one.
    await second.click('text=go on');
    await second.waitForURL(`${url}/two?x=2`);
    await page.click('text=go on');
    await page.waitForURL(`${url}/one?x=1`);
    expect([(await session()).user, (await session(second)).user]).toEqual(['00u1', '00u1']);
    expect(await context.cookies().then((all) => all.filter(({ name }) => /^__Host-signin-.{8,}/.test(name)))).toEqual(
      [],
    );
  });

  test('is of one tenant at its host, and of another at the other host', async () => {
    await page.goto(`${urlOf('acme')}/a`);
    const { page: second } = await visit(context);
    idp.person.claims = { groups: ['Readers'], tid: 'globex' };
    await second.goto(`${urlOf('globex')}/b`);
    expect([page.url(), second.url()]).toEqual([`${urlOf('acme')}/a`, `${urlOf('globex')}/b`]);
    expect([(await session()).tenant, (await session(second)).tenant]).toEqual(['acme', 'globex']);
  });

  test('goes back past the sign-in to the page before it, and no code is used twice', async () => {
    await page.goto(`${url}/public`);
    await page.click('text=deep');
    await page.waitForURL(`${url}/deep/page?a=1&b=2`);
    await page.goBack();
    expect(page.url()).toBe(`${url}/public`);
    await page.goForward();
    expect([page.url(), redeemed()]).toEqual([`${url}/deep/page?a=1&b=2`, 1]);
  });

  test('who goes back to the provider and on again signs in again, by another code', async () => {
    pauseAtProvider();
    await page.goto(`${url}/deep`);
    await page.click('text=go on');
    await page.waitForURL(`${url}/deep`);
    await page.goBack();
    expect(await page.title()).toBe('provider');
    const before = redeemed();
    await page.click('text=go on');
    await page.getByText('This sign-in is over').waitFor();
    expect(redeemed()).toBe(before);
    await page.getByRole('link', { name: 'Sign in again' }).click();
    idp.intercept = null;
    await page.click('text=go on');
    await page.waitForURL(`${url}/`);
  });
});

test('where the attempt is gone, a page with its reference offers to begin again', async () => {
  pauseAtProvider();
  await page.goto(`${url}/deep`);
  await context.clearCookies({ name: /^__Host-signin-/ });
  const answered = page.waitForResponse((response) => response.url().includes('/callback'));
  await page.click('text=go on');
  const response = await answered;
  await page.getByText('This sign-in is over').waitFor();
  expect([response.status(), reached()]).toEqual([400, []]);
  expect(await page.textContent('body')).toContain(response.headers()['portcullis-request-id']);
  idp.intercept = null;
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await page.waitForURL(`${url}/`);
  expect((await session()).user).toBe('00u1');
});

test('a page that needs a second factor is there after one', async () => {
  await page.goto(`${url}/fresh?a=1`);
  await page.getByText('Please confirm your identity').waitFor();
  idp.person.amr = ['pwd', 'otp'];
  await page.getByRole('link', { name: 'Confirm it is you' }).click();
  await page.waitForURL(`${url}/fresh?a=1`);
  expect(await page.title()).toBe('/fresh?a=1');
});

test('of two providers, the visitor chooses one, and comes back to the page', async () => {
  two.idp.person.claims = { groups: ['Readers'] };
  await page.goto(`${two.url}/report?q=1`);
  await page.getByText('How would you like to sign in?').waitFor();
  expect(reached(two.origin)).toEqual([]);
  await page.getByRole('link', { name: /second/ }).click();
  await page.waitForURL(`${two.url}/report?q=1`);
  expect(reached(two.origin)).toEqual(['/report?q=1']);
});

describe('signing out', () => {
  const leaveAtProvider = async () => {
    await page.waitForURL(`${idp.issuer}/session/end?**`);
    await page.getByRole('button', { name: /Yes/ }).click();
    await page.waitForURL(`${url}/.portcullis/signed-out?**`);
  };

  test('goes by the provider and back, and the next sign-in asks there again', async () => {
    await page.goto(`${url}/note`);
    const logins = idp.logins();
    await page.goto(`${url}/.portcullis/session`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await leaveAtProvider();
    expect(await page.textContent('body')).toContain('signed out');
    expect((await context.cookies(url)).map(({ name }) => name)).not.toContain('__Host-role');
    await page.goto(`${url}/note`);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.waitForURL(`${url}/note`);
    expect(idp.logins()).toBeGreaterThan(logins);
  });

  test("works from a form of the app's own page, under its policy", async () => {
    await page.goto(`${url}/note`);
    await page.getByRole('button', { name: 'Leave' }).click();
    await leaveAtProvider();
  });

  // Why the gateway sends people on from signing out by a page that refreshes, and not by a redirect.
  test('of a form that is redirected to the provider, Chromium says that the page may post to its own host alone', async () => {
    await page.goto(`${url}/note`);
    const complaint = page.waitForEvent('console', (message) => message.text().includes("form-action 'self'"));
    await page.getByRole('button', { name: 'Elsewhere' }).click();
    await complaint;
    expect(page.url()).toBe(`${url}/note`);
  });
});

test('what was half typed is still there after the session has ended and a new one begun', async () => {
  await page.goto(`${url}/note?id=7`);
  await page.getByLabel('Text').fill('half typed');
  await gateway.mint.admin().then((authorization) =>
    fetch(`${url}/.portcullis/v1/revocations`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ tenant: 'acme', user: '00u1', reason: 'test' }),
    }),
  );
  origin.seen.length = 0;
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Please sign in').waitFor();
  expect(reached()).toEqual([]);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.waitForURL(`${url}/note?id=7`);
  // Past the new page and the refusal.
  await page.evaluate(() => history.go(-2));
  await expect.poll(() => page.getByLabel('Text').inputValue()).toBe('half typed');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL(`${url}/notes`);
  // Not the last one: browsers also ask for an icon, whenever it suits them.
  const posted = origin.seen.filter(({ method }) => method === 'POST').map(({ body }) => body.toString());
  expect(posted).toEqual(['text=half+typed']);
});
