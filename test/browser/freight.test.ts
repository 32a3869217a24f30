import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreightBehindGateway, startFreightBehindGateway } from '../support/freight.ts';
import { startChromium, type Visitor, visit } from './chromium.ts';

let site: FreightBehindGateway;
let browser: Browser;

beforeAll(async () => {
  site = await startFreightBehindGateway();
  browser = await startChromium();
});

afterAll(async () => {
  await browser?.close();
  await site?.stop();
});

async function revokeUser(user: string): Promise<void> {
  const revoked = await fetch(`${site.gateway.url}/.portcullis/v1/revocations`, {
    method: 'POST',
    headers: { authorization: await site.gateway.mint.admin(), 'content-type': 'application/json' },
    body: JSON.stringify({ tenant: 'acme', user, reason: 'left the company' }),
  });
  expect(revoked.status).toBe(201);
}

async function fillSignIn(page: Page, role: string, tenant: string): Promise<void> {
  const company = page.getByLabel('Company', { exact: true });
  if (await company.isVisible()) await company.fill(tenant);
  await page.getByLabel('E-mail').fill(`${role}@${tenant}.example`);
  await page.getByLabel('Password').fill('portcullis-demo');
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function signIn(role: string, options: { readonly base: string; readonly tenant: string }): Promise<Visitor> {
  const visitor = await visit(await browser.newContext());
  const { page } = visitor;
  await page.goto(`${options.base}/`);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await fillSignIn(page, role, options.tenant);
  await page.waitForURL(`${options.base}/`);
  return visitor;
}

function acme(): { base: string; tenant: string } {
  return { base: site.tenantUrl('acme'), tenant: 'acme' };
}

async function statusOf(page: Page, path: string): Promise<number> {
  const response = await page.goto(new URL(path, page.url()).href);
  return response?.status() ?? 0;
}

test('a visitor is asked to sign in, and comes back as who they are', async () => {
  const { page, complaints } = await signIn('dispatcher', acme());
  expect(await page.textContent('body')).toContain('dispatcher@acme.example');
  expect(complaints).toEqual([]);
});

test('the tenant may also come from the session, at the common host', async () => {
  const { page, complaints } = await signIn('driver', { base: site.gateway.url, tenant: 'globex' });
  expect(await page.textContent('body')).toContain('globex');
  expect(await statusOf(page, '/loads')).toBe(200);
  expect(complaints).toEqual([]);
});

test('each role sees its own pages, and others never reach the app', async () => {
  const dispatcher = await signIn('dispatcher', acme());
  const reached = site.freight.requests.length;
  expect(await statusOf(dispatcher.page, '/invoices')).toBe(403);
  expect(site.freight.requests.slice(reached).filter(({ target }) => target === '/invoices')).toEqual([]);
  expect(await dispatcher.page.getByRole('heading', { level: 1 }).textContent()).toBe('You cannot open this page');

  const accounting = await signIn('accounting', acme());
  expect(await statusOf(accounting.page, '/invoices')).toBe(200);
  expect(await statusOf(accounting.page, '/drivers')).toBe(403);
  expect([...dispatcher.complaints, ...accounting.complaints]).toEqual([]);
});

test('a load that one user adds shows up for another, and chat messages arrive', async () => {
  const dispatcher = await signIn('dispatcher', acme());
  const driver = await signIn('driver', acme());
  await driver.page.goto(`${site.tenantUrl('acme')}/loads`);
  await dispatcher.page.goto(`${site.tenantUrl('acme')}/loads`);
  await dispatcher.page.getByLabel('From').fill('Rotterdam');
  await dispatcher.page.getByLabel('To', { exact: true }).fill('Wroclaw');
  await dispatcher.page.getByLabel('Commodity').fill('Bicycle frames');
  await dispatcher.page.getByLabel('Weight in kg').fill('1200');
  await dispatcher.page.getByLabel('Pick-up').fill('2026-12-01');
  await dispatcher.page.getByRole('button', { name: 'Add load' }).click();
  await driver.page.getByRole('cell', { name: 'Wroclaw' }).waitFor();

  await driver.page.goto(`${site.tenantUrl('acme')}/`);
  await dispatcher.page.goto(`${site.tenantUrl('acme')}/`);
  // The page keeps a message back until its socket is open, so it is sent until it is there.
  const arrived = async (): Promise<number> => {
    await dispatcher.page.getByLabel('Message').fill('Gate 4 is open');
    await dispatcher.page.getByRole('button', { name: 'Send' }).click();
    return driver.page.getByText('Gate 4 is open').count();
  };
  await expect.poll(arrived, { interval: 250 }).toBeGreaterThan(0);
  expect([...dispatcher.complaints, ...driver.complaints]).toEqual([]);
});

test('a revocation ends the session while the user watches', async () => {
  const { page, complaints } = await signIn('read_only', acme());
  await revokeUser('read_only@acme.example');
  await page.getByRole('alertdialog', { name: 'You have been signed out' }).waitFor();
  // The gateway cuts the page's feed off with the session, and its chat may ask to be let in again before the page has heard
  // why: the browser notes both.
  const isExpected = (text: string) =>
    /ERR_INCOMPLETE_CHUNKED_ENCODING|\/chat' failed: HTTP Authentication failed/.test(text);
  expect(complaints.filter((text) => !isExpected(text))).toEqual([]);
});

test('what was typed outlives the session, and can be sent after signing in again', async () => {
  const { page } = await signIn('dispatcher', acme());
  await page.goto(`${acme().base}/loads`);
  await page.getByLabel('Commodity').fill('Glass, fragile');
  await revokeUser('dispatcher@acme.example');
  const dialog = page.getByRole('alertdialog', { name: 'You have been signed out' });
  const signInAgain = dialog.getByRole('link', { name: 'Sign in in a new tab' });
  const [tab] = await Promise.all([page.context().waitForEvent('page'), signInAgain.click()]);
  // A session that begins in the second of the revocation is as old as it.
  await page.waitForTimeout(1100);
  await fillSignIn(tab, 'dispatcher', 'acme');
  await tab.waitForURL(`${acme().base}/loads`);
  await dialog.waitFor({ state: 'detached' });
  expect(await page.getByLabel('Commodity').inputValue()).toBe('Glass, fragile');
});

test.each([
  ['a laptop', { width: 1280, height: 900 }],
  ['a phone', { width: 390, height: 844 }],
])('every page fits on %s, with all that its tables say', async (_, viewport) => {
  const { page } = await signIn('owner', acme());
  await page.setViewportSize(viewport);
  for (const path of ['/', '/loads', '/invoices', '/drivers', '/documents', '/settings', '/sign-in']) {
    await page.goto(`${acme().base}${path}`);
    const beyond = await page.evaluate(() => {
      const parts = [document.documentElement, ...document.querySelectorAll('.scroll')];
      return parts.filter((part) => part.scrollWidth > part.clientWidth).map((part) => part.className);
    });
    expect({ path, beyond }).toEqual({ path, beyond: [] });
  }
});

test('signing out ends it too', async () => {
  const { page } = await signIn('owner', acme());
  const cookies = await page.context().cookies();
  const cookie = cookies.find(({ name }) => name === '__Host-role');
  expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax', path: '/' });
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(/\/sign-in/);
  const again = await fetch(`${site.gateway.url}/`, { headers: { cookie: `__Host-role=${cookie?.value}` } });
  expect(again.status).toBe(401);
});
