import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { PAGE_TEXTS } from '../../worker/core/pages/texts/index.ts';
import { ofFile } from '../support/of-file.ts';
import { startChromium, visit } from './chromium.ts';
import { type ShownPage, startPageSite } from './page-site.ts';

const AXE = readFileSync(new URL('../../tools/browser/node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
/** Where to keep pictures of every page: PAGE_PICTURES=/tmp/pages npm run test:browser -- pages */
const PICTURES = process.env['PAGE_PICTURES'];
if (PICTURES !== undefined) await mkdir(PICTURES, { recursive: true });
const SCHEMES = ['light', 'dark'] as const;
const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

const { gateway, pages } = await startPageSite();
const browser = ofFile(await startChromium(), (started) => started.close());

async function contextFor({ claims }: ShownPage, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  // A locale would take the place of the languages that a test asks for.
  const locale = options.extraHTTPHeaders === undefined ? { locale: 'en-US' } : {};
  const context = await browser.newContext({ ...locale, ...options });
  if (claims === null) return context;
  const cookie = { name: '__Host-role', domain: 'localhost', path: '/', secure: true, httpOnly: true };
  await context.addCookies([{ ...cookie, value: await gateway.mint.role(claims()), sameSite: 'Lax' }]);
  return context;
}

/** Shows a page as a visitor gets it. */
async function show(shown: ShownPage, options: BrowserContextOptions = {}) {
  const context = await contextFor(shown, options);
  const { page, complaints } = await visit(context);
  const url = typeof shown.url === 'string' ? shown.url : await shown.url();
  const answer = page.waitForResponse((response) => response.request().isNavigationRequest() && response.url() === url);
  if (shown.posts) await postForm(page, url);
  else await page.goto(url);
  const response = await answer;
  await page.waitForLoadState();
  return { context, page, complaints: () => complaints.filter((text) => !/status of [45]\d\d/.test(text)), response };
}

async function postForm(page: Page, url: string): Promise<void> {
  await page.setContent(`<form method="post" action="${url}"><button>Send</button></form>`);
  await page.getByRole('button').click();
}

async function violations(page: Page): Promise<string[]> {
  // Through the driver, since no policy of the page lets a script in.
  await page.evaluate(AXE);
  const results = await page.evaluate<AxeResults>('axe.run()');
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

test('every kind of page is here', () => {
  expect(pages.map(({ kind }) => kind).toSorted()).toEqual(Object.keys(PAGE_TEXTS.en.pages).toSorted());
});

describe.each(pages)('$kind', (shown) => {
  test('accessible in light and dark, and nothing that its own policy stops', async () => {
    const { context, page, complaints, response } = await show(shown);
    expect(response.status()).toBe(shown.status);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(shown.title);
    expect([shown.title, `${shown.title} · Cargoline`]).toContain(await page.title());
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page), colorScheme).toEqual([]);
    }
    expect(complaints()).toEqual([]);
    await context.close();
  });

  test('says the same without JavaScript, and fits on a small phone', async () => {
    const viewport = { width: 320, height: 640 };
    const { context, page } = await show(shown, { javaScriptEnabled: false, viewport });
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(shown.title);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(viewport.width);
    await context.close();
  });

  test.each(['en-US', 'ja-JP'])('fits desktop and phone, light and dark: %s', async (locale) => {
    const { context, page } = await show(shown, { locale });
    expect(await page.locator('html').getAttribute('lang')).toBe(locale.slice(0, 2));
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport);
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme });
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(viewport.width);
        if (PICTURES !== undefined)
          await page.screenshot({ path: join(PICTURES, `${shown.kind}-${size}-${colorScheme}-${locale}.png`) });
      }
    }
    await context.close();
  });
});

function pageOf(kind: string): ShownPage {
  const found = pages.find((page) => page.kind === kind);
  if (found === undefined) throw new Error(`no page is about ${kind}`);
  return found;
}

test.each([
  ['pt-BR,pt;q=0.9,en;q=0.8', 'pt'],
  ['de-CH, fr;q=0.9', 'de'],
  ['fr;q=0.4, es;q=0.8', 'es'],
  ['ja', 'ja'],
  ['nl-NL, nl;q=0.9', 'en'],
])('%s: the page is in %s, and says so', async (accepted, language) => {
  const shown = pageOf('no_route');
  const { context, page, response } = await show(shown, { extraHTTPHeaders: { 'accept-language': accepted } });
  expect(await page.locator('html').getAttribute('lang')).toBe(language);
  expect(response.headers()['content-language']).toBe(language);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
    PAGE_TEXTS[language as keyof typeof PAGE_TEXTS].pages.no_route.title,
  );
  await context.close();
});

test('a wait is counted down without a script, and the page says when it is over', async () => {
  const { context, page } = await show(pageOf('rate_limited'));
  const left = () =>
    page.evaluate<string>("getComputedStyle(document.querySelector('.clock')).getPropertyValue('--left')");
  const before = Number(await left());
  expect(before).toBeGreaterThan(60);
  await expect.poll(async () => Number(await left())).toBeLessThan(before);
  expect(await page.getByText('You can try again now.').isVisible()).toBe(false);
  await page.evaluate('document.getAnimations().forEach((animation) => animation.finish())');
  expect(await left()).toBe('0');
  expect(await page.getByText('You can try again now.').isVisible()).toBe(true);
  expect(await page.getByText(/Please try again in/).isVisible()).toBe(false);
  await context.close();
});

test('the page about the session signs out, and the browser comes to a page that says so', async () => {
  const { context, page, complaints, response } = await show(pageOf('signed_in'), { javaScriptEnabled: false });
  expect(Number(response.headers()['refresh'])).toBeGreaterThan(60);
  const [cookie] = await context.cookies();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(/\/signed-out$/);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('You are signed out');
  expect(await context.cookies()).toEqual([]);
  const again = await fetch(`${gateway.url}/mine`, { headers: { cookie: `__Host-role=${cookie?.value}` } });
  expect(again.status).toBe(401);
  expect(complaints()).toEqual([]);
  await context.close();
});

test('a visitor who is signed in is not told to be signed out', async () => {
  const { context, page } = await show({ ...pageOf('signed_in'), url: `${gateway.url}/.portcullis/signed-out` });
  expect(new URL(page.url()).pathname).toBe('/.portcullis/session');
  await context.close();
});
