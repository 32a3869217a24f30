import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Gate, startGate } from '../support/gate.ts';
import { startChromium, type Visitor, visit } from './chromium.ts';

/** What covers the window, as apps' overlays do, and a rule that hides what an app does not know. */
const CSS = `body{margin:0;font:1rem sans-serif}body>*{display:none!important}#app{display:block!important;position:fixed;inset:0;
z-index:2147483647;background:#e8eef7;padding:3rem}`;
const PAGE = `<!doctype html><html lang="en"><head><title>Orders</title><meta name="viewport" content="width=device-width,initial-scale=1"><link rel="stylesheet" href="/assets/app.css"></head><body>
<div id="app"><h1>Orders</h1><p>An overlay over the whole window.</p></div></body></html>`;

const ROUTES = {
  strict: 'headers: strict',
  app: 'headers: app',
  legacy: 'headers: legacy',
  api: 'headers: api',
  none: `headers: { profile: strict, csp: { default-src: ["'none'"], script-src: ["'none'"], style-src: ["'none'"], form-action: ["'none'"] } }`,
  types: `headers: { profile: strict, csp: { require-trusted-types-for: ["'script'"], trusted-types: ["'none'"] } }`,
  inline: `headers: { profile: strict, csp: { script-src: ["'unsafe-inline'"], style-src: ["'self'", "'unsafe-inline'"] } }`,
  sandbox: 'headers: { profile: strict, csp: { sandbox: [] } }',
} as const;

/** Whose pages run no script and send no form. */
const SANDBOXED = ['api', 'sandbox'];

/** What a visitor may have written into a page that has no body tag, to hide the banner at its end. */
const WRITTEN = [
  'nothing',
  '<!-- ',
  '<!-- <!-- --',
  '<textarea>',
  '<iframe>',
  '<style>p{',
  '<script type=x><!--<script>',
  '<a title="',
  "<a title='",
  '<a title=x',
  '<textarea ',
  '<? x',
  '<template><template><template>',
  '<template><body></template>',
  '<template><body>',
  '<select><body></select>',
  '<select><option>',
  '<svg><svg><g>',
  '<svg><foreignObject><svg><title><textarea>',
  '<svg><![CDATA[',
  '<math><mtext><svg>',
  '<table><tr><td><table>',
  '<div hidden><table>',
  '<div hidden><table><tr>',
  '<div hidden><table><caption><table><colgroup>',
  '<div hidden><table><template><tr>',
  '<div hidden><div hidden>',
  '<details><dialog>',
  '<svg><template/><select/></svg>',
  '<img name=documentElement>',
  '<img name=currentScript>',
  '<form name=documentElement><input name=append></form>',
  '<object data=/none><video><canvas>',
];

let gate: Gate;
let browser: Browser;

beforeAll(async () => {
  gate = await startGate({
    answer: (request, response) => {
      const written = WRITTEN[Number(/^\/bare\/(\d+)$/.exec(request.url ?? '')?.[1])];
      if (written !== undefined) {
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end(`<!doctype html><meta charset=utf-8><title>x</title><div><p>hello</p>${written}`);
        return;
      }
      const isCss = request.url === '/assets/app.css';
      const own = request.url === '/own' ? { 'content-security-policy': "default-src 'none'; form-action 'none'" } : {};
      const kept = request.url === '/kept' ? { 'cache-control': 'private, max-age=600' } : {};
      response
        .writeHead(200, { 'content-type': isCss ? 'text/css' : 'text/html', ...own, ...kept })
        .end(isCss ? CSS : PAGE);
    },
    routes: [
      'id: start, path: /, methods: [GET], access: public',
      'id: assets, path: /assets/**, methods: [GET], access: public',
      'id: kept, path: /kept, methods: [GET], access: { roles: [owner] }, cache: origin',
      'id: bare, path: /bare/*, methods: [GET], access: { roles: [owner] }',
      'id: own, path: /own, methods: [GET], access: { roles: [owner] }, headers: legacy',
      ...Object.entries(ROUTES).map(
        ([name, headers]) => `id: ${name}, path: /${name}, methods: [GET], access: { roles: [owner] }, ${headers}`,
      ),
    ],
  });
  browser = await startChromium();
});

afterAll(async () => {
  await browser?.close();
  await gate?.[Symbol.asyncDispose]();
});

async function act(options: Parameters<Browser['newContext']>[0] = {}): Promise<Visitor & { context: BrowserContext }> {
  const context = await browser.newContext(options);
  const [pair = ''] = (
    await gate.gateway.mint.cookie({ act: { sub: 'support@acme.example', reason: 'ticket 7' } })
  ).split(';');
  const [name = '', value = ''] = pair.split('=');
  await context.addCookies([{ name, value, domain: 'localhost', path: '/', secure: true, httpOnly: true }]);
  return { context, ...(await visit(context)) };
}

const urlOf = (path: string): string => `${gate.gateway.url}${path}`;

/** What a visitor's pointer meets at the top of the window, and how wide the banner is. */
function shown(page: Page): Promise<{ top: string | undefined; bar: string; parent: string | undefined }> {
  return page.evaluate(() => {
    const host = document.querySelector('portcullis-act-as');
    const bar = host?.shadowRoot?.querySelector('div');
    return {
      top: document.elementFromPoint(innerWidth / 2, 12)?.localName,
      bar: bar ? getComputedStyle(bar).backgroundColor : '',
      parent: host?.parentElement?.localName,
    };
  });
}

const RED = 'rgb(164, 22, 26)';

describe.each([
  ['desktop', { viewport: { width: 1280, height: 800 } }],
  ['phone', { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }],
] as const)('on a %s', (_, options) => {
  test.each([...Object.keys(ROUTES), 'own'].filter((name) => !SANDBOXED.includes(name)))(
    'stands over everything, and ends the session: %s',
    async (name) => {
      const { context, page, complaints } = await act(options);
      await page.goto(urlOf(`/${name}`));
      expect(await shown(page)).toEqual({ top: 'portcullis-act-as', bar: RED, parent: 'html' });
      expect(await page.locator('portcullis-act-as').getByRole('alert').textContent()).toMatch(
        /^support@acme\.example is acting as .* until \d\d:\d\d UTC \(in \d+ minutes\)\.End$/,
      );
      // Chromium says what a policy keeps from the page itself, and that there is no icon.
      expect(complaints.filter((each) => !/assets\/app\.css|status of 404/.test(each))).toEqual([]);
      await page.getByRole('button', { name: 'End' }).click();
      await page.waitForURL(urlOf('/.portcullis/signed-out'));
      expect(await page.locator('portcullis-act-as').count()).toBe(0);
      expect((await context.cookies()).map((cookie) => cookie.name)).toEqual([]);
      expect((await page.goto(urlOf(`/${name}`)))?.status()).toBe(401);
      await context.close();
    },
  );
});

test.each(SANDBOXED)('in a sandbox it stands there without its button: %s', async (name) => {
  const { context, page } = await act();
  await page.goto(urlOf(`/${name}`));
  expect(await shown(page)).toEqual({ top: 'portcullis-act-as', bar: RED, parent: 'body' });
  expect(await page.locator('portcullis-act-as').getByRole('alert').textContent()).toMatch(/minutes\)\.$/);
  await context.close();
});

test('stands on a page without a body tag, with any markup that a visitor has left there', async () => {
  const { context, page } = await act();
  for (const [index, written] of WRITTEN.entries()) {
    await page.goto(urlOf(`/bare/${index}`));
    expect([written, await shown(page)]).toEqual([written, { top: 'portcullis-act-as', bar: RED, parent: 'html' }]);
  }
  await context.close();
});

test('is on a page that a script has fetched before', async () => {
  const { context, page } = await act();
  await page.goto(urlOf('/strict'));
  expect(await page.evaluate(async () => (await fetch('/kept')).text())).toBe(PAGE);
  await page.goto(urlOf('/kept'));
  expect(await page.locator('portcullis-act-as').count()).toBe(1);
  await context.close();
});

test('stays when an app replaces the content of its body or removes the banner', async () => {
  const { context, page, complaints } = await act();
  await page.goto(urlOf('/strict'));
  await page.evaluate(() => {
    document.body.replaceChildren(document.createElement('main'));
    document.querySelector('portcullis-act-as')?.remove();
    document.body.replaceWith(document.createElement('body'));
  });
  await page.waitForFunction(() => document.querySelector('portcullis-act-as') !== null);
  expect(await shown(page)).toEqual({ top: 'portcullis-act-as', bar: RED, parent: 'html' });
  expect(complaints).toEqual([]);
  await context.close();
});

test('the page under it can be used', async () => {
  const { context, page } = await act();
  await page.goto(urlOf('/strict'));
  expect(await page.evaluate(() => document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.localName)).toBe('div');
  expect(await page.evaluate(() => document.elementFromPoint(30, 12)?.localName)).toBe('div');
  await context.close();
});

test('is printed, without its button', async () => {
  const { context, page } = await act();
  await page.goto(urlOf('/strict'));
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('portcullis-act-as').getByRole('alert').isVisible()).toBe(true);
  expect(await page.locator('portcullis-act-as').locator('form').isVisible()).toBe(false);
  await context.close();
});
