import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { gatewayOfFile, ofFile, originOfFile } from '../support/of-file.ts';
import { until } from '../support/patience.ts';
import { productionOptions } from '../support/production.ts';
import { ADDRESS_FROM_HEADER } from '../support/rules.ts';
import { startChromium } from './chromium.ts';
import { reportsIn } from './reports.ts';
import { startSmallWeb } from './small-web.ts';

const APP = 'acme.test.example';
const CDN = 'https://cdn.example';
const PLACEHOLDER = 'q8ZcT2mWk4YvR7bNfX1dLs';
/** A page of ten years ago. Each part that works leaves a word on it. */
const LEGACY = `<!doctype html><title>x</title><link rel="icon" href="data:,">
<style>p { color: rgb(1, 2, 3) }</style><p id="p" style="margin-top: 7px">x</p>
<script>const done = (what) => { document.documentElement.dataset[what] = 'yes'; }; done('inline');</script>
<button id="press" onclick="done('handler')">x</button>
<script src="${CDN}/library.js"></script><img src="${CDN}/pixel.gif" onload="done('image')">
<script>eval("done('eval')")</script><iframe src="${CDN}/frame"></iframe>`;
const noncePage = (nonce: string): string => `<!doctype html><title>x</title><link rel="icon" href="data:,">
<script nonce="${nonce}">document.documentElement.dataset.mine = 'yes'</script>
<script>document.documentElement.dataset.theirs = 'yes'</script>`;
const OWN_NONCE = 'b3duLW5vbmNlLW9mLXRoZS1hcHA9';
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

const origin = await originOfFile((request, response) => {
  const [, payload = ''] = String(request.headers['portcullis-context']).split('.');
  const { csp_nonce: nonce } = JSON.parse(Buffer.from(payload, 'base64url').toString() || '{}');
  const pages: Readonly<Record<string, string>> = {
    context: noncePage(String(nonce)),
    placeholder: noncePage(PLACEHOLDER),
    own: noncePage(OWN_NONCE),
    both: noncePage(OWN_NONCE),
  };
  const name = request.url?.split('/')[1] ?? '';
  const isOwn = name === 'own' || name === 'both';
  response
    .writeHead(200, {
      'content-type': 'text/html',
      ...(isOwn && { 'content-security-policy': `script-src 'nonce-${OWN_NONCE}'` }),
    })
    .end(pages[name] ?? LEGACY);
});
const NONCE = `csp: { script-src: ["'nonce'"] }`;
const gateway = await gatewayOfFile(
  productionOptions({
    originUrl: origin.url,
    clientAddress: ADDRESS_FROM_HEADER,
    routes: [
      'id: all, path: /all, access: { roles: [owner] }, mode: observe',
      'id: headers, path: /headers, access: public, mode: { headers: observe }',
      'id: enforced, path: /enforced, access: public',
      `id: context, path: /context, access: public, headers: { ${NONCE}, nonce: context }`,
      `id: placeholder, path: /placeholder, access: public, headers: { ${NONCE}, nonce: { placeholder: ${PLACEHOLDER} } }`,
      'id: own, path: /own, access: public, headers: { csp: origin }',
      `id: both, path: /both, access: public, headers: { ${NONCE} }`,
    ],
  }),
);
const web = ofFile(
  await startSmallWeb({
    ports: { [APP]: gateway.port, 'bare.example': origin.port },
    elsewhere: ({ path }, response) => {
      if (path === '/pixel.gif') response.writeHead(200, { 'content-type': 'image/gif' }).end(PIXEL);
      else if (path === '/library.js')
        response.writeHead(200, { 'content-type': 'text/javascript' }).end("done('library')");
      else response.writeHead(200, { 'content-type': 'text/html' }).end('<p>framed</p>');
    },
  }),
  (each) => each.close(),
);
const browser = ofFile(await startChromium(web.switches), (each) => each.close());

async function opened(url: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(url);
  return page;
}

/** What of the page has worked, and how it looks. */
async function outcomeOf(url: string): Promise<unknown> {
  const page = await opened(url);
  return page.evaluate(() => {
    document.querySelector<HTMLElement>('#press')?.click();
    const { color, marginTop } = getComputedStyle(document.querySelector('#p') ?? document.body);
    return { ...document.documentElement.dataset, color, marginTop, frames: frames.length };
  });
}

test.each(['all', 'headers'])(
  'an old page works as without a gateway while observed (%s), and reports come',
  async (route) => {
    const outcome = await outcomeOf(`https://${APP}/${route}`);
    expect(outcome).toEqual(await outcomeOf('https://bare.example/'));
    expect(outcome).toEqual({
      ...{ inline: 'yes', handler: 'yes', library: 'yes', image: 'yes', eval: 'yes' },
      ...{ color: 'rgb(1, 2, 3)', marginTop: '7px', frames: 1 },
    });
    const expected = [
      'img-src',
      'script-src',
      'script-src-attr',
      'script-src-elem',
      'style-src-attr',
      'style-src-elem',
      'frame-src',
    ];
    const directives = (): ReadonlySet<string> =>
      new Set(
        reportsIn(web.visits)
          .filter(({ document, disposition }) => document === `https://${APP}/${route}` && disposition === 'report')
          .map(({ directive }) => directive),
      );
    await until(() => expected.every((each) => directives().has(each)) || undefined);
  },
);

test('it is dead as soon as the same headers are in force', async () => {
  expect(await outcomeOf(`https://${APP}/enforced`)).toMatchObject({ color: 'rgb(0, 0, 0)', marginTop: '16px' });
});

test.each([
  ['the nonce of the context', 'context'],
  ['the nonce in place of a placeholder', 'placeholder'],
  ['a nonce of its own, under its own policy', 'own'],
  ['a nonce of its own, under its policy and that of the gateway', 'both'],
])('scripts of an app with %s run, and no others', async (_, path) => {
  const page = await opened(`https://${APP}/${path}`);
  expect(await page.evaluate(() => ({ ...document.documentElement.dataset }))).toEqual({ mine: 'yes' });
});
