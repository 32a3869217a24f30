import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { gatewayOfFile, ofFile, originOfFile } from '../support/of-file.ts';
import { until } from '../support/patience.ts';
import { productionOptions } from '../support/production.ts';
import { ADDRESS_FROM_HEADER } from '../support/rules.ts';
import { startChromium } from './chromium.ts';
import { startSmallWeb } from './small-web.ts';

const SHOWING = ['legacy', 'app', 'strict'];
const PROFILES = [...SHOWING, 'api', 'download'];
const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const PDF = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj
trailer<</Root 1 0 R>>
%%EOF`;
const FILES: Readonly<Record<string, readonly [type: string, bytes: Buffer]>> = {
  page: ['text/html', Buffer.from('<!doctype html><title>x</title><link rel="icon" href="/icon"><p>x</p>')],
  image: ['image/gif', GIF],
  data: ['application/json', Buffer.from('{"a":1}')],
  document: ['application/pdf', Buffer.from(PDF)],
  sound: ['audio/wav', tone()],
  archive: ['application/zip', Buffer.from('PK\u0005\u0006'.padEnd(22, '\0'))],
};

const origin = await originOfFile((request, response) => {
  const [type, bytes] = FILES[request.url?.split('/')[2] ?? ''] ?? ['text/plain', Buffer.from('x')];
  const [, from] = /^bytes=(\d+)-/.exec(request.headers.range ?? '') ?? [];
  const start = Number(from ?? 0);
  response.writeHead(from === undefined ? 200 : 206, {
    'content-type': type,
    'accept-ranges': 'bytes',
    'content-length': bytes.length - start,
    ...(from !== undefined && { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }),
  });
  response.end(bytes.subarray(start));
});
const gateway = await gatewayOfFile(
  productionOptions({
    originUrl: origin.url,
    clientAddress: ADDRESS_FROM_HEADER,
    more: 'cookies: { prefix: { host: [sid] } }',
    routes: [
      ...PROFILES.map((profile) => `id: ${profile}, path: "/${profile}/{file}", access: public, headers: ${profile}`),
      'id: icon, path: /icon, access: public',
    ],
  }),
);
const HOST = 'acme.test.example';
const web = ofFile(
  await startSmallWeb({
    ports: { [HOST]: gateway.port },
    elsewhere: (_, response) => {
      const cookies = ['__Host-role', '__Host-sid', 'sid', 'theme'].map(
        (name) => `${name}=evil; Domain=test.example; Path=/; Secure`,
      );
      response.writeHead(200, { 'content-type': 'text/html', 'set-cookie': cookies }).end('<p>x</p>');
    },
  }),
  (each) => each.close(),
);
const browser = ofFile(await startChromium(web.switches), (each) => each.close());

/** One second of silence. */
function tone(): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + 8000, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(8000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(8000, 40);
  return Buffer.concat([head, Buffer.alloc(8000, 128)]);
}

async function opened(
  profile: string,
  file: string,
): Promise<{ readonly page: Page; readonly console: readonly string[] }> {
  const page = await browser.newPage();
  const console: string[] = [];
  page.on('console', (message) => console.push(message.text()));
  await page.goto(`https://${HOST}/${profile}/${file}`);
  return { page, console };
}

describe.each(SHOWING)('under %s', (profile) => {
  test('a page opens without a word in the console', async () => {
    expect((await opened(profile, 'page')).console).toEqual([]);
  });

  test('an image is shown', async () => {
    const { page } = await opened(profile, 'image');
    expect(await page.evaluate(() => document.images[0]?.naturalWidth)).toBe(1);
  });

  test('JSON is shown', async () => {
    expect(await (await opened(profile, 'data')).page.textContent('body')).toContain('{"a":1}');
  });

  test("a PDF is shown by the browser's own viewer", async () => {
    const { page, console } = await opened(profile, 'document');
    expect(await page.evaluate(() => [document.contentType, document.body.childElementCount])).toEqual([
      'application/pdf',
      0,
    ]);
    expect(console).toEqual([]);
  });

  test('a recording plays', async () => {
    const { page } = await opened(profile, 'sound');
    expect(await until(() => page.evaluate(() => document.querySelector('video')?.duration || undefined))).toBe(1);
  });
});

test.each([
  ...SHOWING.map((profile) => [profile, 'archive']),
  ['download', 'page'],
  ['download', 'image'],
  ['download', 'document'],
])('under %s, %s is saved', async (profile, file) => {
  const page = await browser.newPage();
  const saved = page.waitForEvent('download');
  await page.goto(`https://${HOST}/${profile}/${file}`).catch(() => undefined);
  expect((await saved).url()).toBe(`https://${HOST}/${profile}/${file}`);
});

test('a host beside the app sets no session of its own: not by the role cookie, nor by one with a prefix', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto('https://evil.test.example/');
  await page.goto(`https://${HOST}/strict/page`);
  const seen = origin.seen.filter(({ target }) => target === '/strict/page').at(-1);
  expect(seen?.headers['cookie']).toEqual(['theme=evil']);
});
