import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  BANNER_SCRIPT,
  BANNER_SCRIPT_HASH,
  BANNER_STYLE,
  BANNER_STYLE_HASH,
} from '../../../worker/core/act-as/banner-assets.ts';
import { send } from '../../support/client.ts';
import { gateOfFile } from '../../support/gate.ts';

const PLACEHOLDER = 'q8ZcT2mWk4YvR7bNfX1dLs';
const PAGE = `<!doctype html><html><head><title>App</title></head><body class="x"><p>é${'x'.repeat(5000)}</p></body></html>`;
const BROWSER = { accept: 'text/html,*/*;q=0.8', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

/** Of the origin's next answer. */
let page = {
  status: 200,
  type: 'text/html; charset=utf-8',
  body: Buffer.from(PAGE),
  more: {} as Record<string, string>,
};
let seen: Readonly<Record<string, unknown>> = {};
const { gateway } = await gateOfFile({
  answer: (request, response) => {
    seen = request.headers;
    response
      .writeHead(page.status, {
        'content-type': page.type,
        etag: '"1"',
        'cache-control': 'public, max-age=60',
        ...page.more,
      })
      .end(page.body);
  },
  routes: [
    'id: owners, path: /owners/**, access: { roles: [owner], actAs: allowed }, cache: origin',
    'id: open, path: /open, access: public',
    'id: bare, path: /bare, access: { roles: [owner] }, cache: origin, actAsBanner: none',
    `id: placed, path: /placed, access: { roles: [owner] }, headers: { nonce: { placeholder: ${PLACEHOLDER} }, csp: { script-src: ["'self'", "'nonce'"] } }`,
  ],
});

const actAs = { sub: 'support <b>&"\u202e@acme', reason: 'ticket 7' };

async function ask(
  path: string,
  { acts = true, headers = {}, answer = {} as Partial<typeof page>, method = 'GET' } = {},
) {
  page = { status: 200, type: 'text/html; charset=utf-8', body: Buffer.from(PAGE), more: {}, ...answer };
  const cookie = await gateway.mint.cookie(acts ? { act: actAs } : {});
  const reply = await send(gateway, path, { method, headers: { cookie, ...BROWSER, ...headers } });
  const isPacked = reply.header('content-encoding') === 'gzip';
  return { reply, html: String(isPacked ? gunzipSync(reply.body) : reply.body) };
}

test('the source expressions are those of the style and the script', () => {
  const hash = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;
  expect([BANNER_STYLE_HASH, BANNER_SCRIPT_HASH]).toEqual([hash(BANNER_STYLE), hash(BANNER_SCRIPT)]);
});

describe('a page in a session in which one person acts as another', () => {
  test('begins with a banner that says who, as whom and until when, with names as text', async () => {
    const { html, reply } = await ask('/owners/x');
    expect(html).toContain('<body class="x"><portcullis-act-as lang="en">');
    expect(html).toContain('<b><bdi>support &lt;b&gt;&amp;&quot;\\u202e@acme</bdi></b> is acting as <b><bdi>');
    expect(html).toMatch(/until <time datetime="[-\dT:.]+Z">\d\d:\d\d UTC<\/time> \(in \d+ minutes\)\./);
    expect(html).toContain('<form method="post" action="/.portcullis/sign-out"><button>End</button></form>');
    expect(html.match(/<portcullis-act-as/g)).toHaveLength(1);
    expect(html).toContain(`<p>é${'x'.repeat(5000)}</p></body></html>`);
    expect(reply.header('content-length')).toBeNull();
  });

  test.each([
    ['de', 'handelt als'],
    ['ja', '&#12392;&#12375;&#12390;'],
  ])('speaks %s', async (language, words) => {
    const { html } = await ask('/owners/x', { headers: { 'accept-language': language } });
    expect(html).toContain(words);
  });

  test('is kept by no one, and asked for again, whole and without compression', async () => {
    const headers = { 'if-none-match': '"1"', 'if-modified-since': 'x', range: 'bytes=0-1', 'accept-encoding': 'gzip' };
    for (const path of ['/owners/x', '/open']) {
      const { reply } = await ask(path, { headers });
      expect([reply.header('cache-control'), reply.header('etag')]).toEqual(['private, no-store', null]);
      expect(seen['accept-encoding']).toBe('identity');
      for (const name of ['if-none-match', 'if-modified-since', 'range']) expect(seen[name]).toBeUndefined();
    }
  });

  test.each<[string, Partial<typeof page>]>([
    ['compressed all the same', { body: gzipSync(PAGE), more: { 'content-encoding': 'gzip' } }],
    ['in another encoding', { type: 'text/html; charset=shift_jis' }],
    ['of an encoding that there is not', { type: 'text/html; charset=x-none' }],
    [
      'in bytes that are not UTF-8',
      { type: 'text/html; charset=windows-1251', body: Buffer.from('<body>\xc0\xff', 'latin1') },
    ],
    ['an error of the app', { status: 500 }],
    ['a page without a body tag', { body: Buffer.from('<title>x</title><p>hello') }],
    ['of a type that browsers read as HTML', { type: 'text/plain, text/html (x' }],
    ['two body tags', { body: Buffer.from('<body><p>hello<body id=2>') }],
    ['a body tag in a script alone', { body: Buffer.from('<script>"<body>"</script><p>hello') }],
  ])('%s has it once', async (_, answer) => {
    const { html, reply } = await ask('/owners/x', { answer });
    expect([reply.status, html.match(/<portcullis-act-as/g)?.length]).toEqual([answer.status ?? 200, 1]);
  });

  test('has the nonce in place, too', async () => {
    const body = Buffer.from(`<body><script nonce="${PLACEHOLDER}"></script>`);
    const { html, reply } = await ask('/placed', { answer: { body } });
    const [, nonce] = /'nonce-([^']+)'/.exec(reply.header('content-security-policy') ?? '') ?? [];
    expect(html).toMatch(/^<body><portcullis-act-as/);
    expect(html).toContain(`<script nonce="${nonce}"></script>`);
  });
});

describe('without a banner', () => {
  test.each<[string, Parameters<typeof ask>[1]]>([
    ['a session of the person itself', { acts: false }],
    ['what a script fetches', { headers: { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' } }],
    [
      'a frame in a page of the same host',
      { headers: { 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'same-origin' } },
    ],
    ['a part of a page', { answer: { status: 206, more: { 'content-range': 'bytes 0-1/9' } } }],
    ['what is no page', { answer: { type: 'application/json' } }],
    ['a page in UTF-16', { answer: { type: 'text/html; charset=utf-16' } }],
    ['by another name of it', { answer: { type: 'text/html;charset=unicode' } }],
    ['a page that is compressed in a way that cannot be read', { answer: { more: { 'content-encoding': 'zstd' } } }],
  ])('%s', async (_, given) => {
    const { html, reply } = await ask('/owners/x', given);
    expect(html).toBe(PAGE);
    expect(reply.header('etag')).toBe('"1"');
    // A page that was kept would be shown later as it is.
    const isKept = given?.acts === false || given?.answer?.type === 'application/json';
    expect(reply.header('cache-control')).toBe(isKept ? 'public, max-age=60' : 'private, no-store');
  });

  test('a route whose app shows it itself', async () => {
    const { html, reply } = await ask('/bare');
    expect([html, reply.header('etag')]).toEqual([PAGE, '"1"']);
  });

  test('HEAD', async () => {
    const { reply } = await ask('/owners/x', { method: 'HEAD' });
    expect([reply.status, reply.header('cache-control'), reply.header('content-length')]).toEqual([
      200,
      'private, no-store',
      null,
    ]);
  });
});

describe('the end of the session', () => {
  test('by the button: revoked, taken from the browser, and on to the page that says so', async () => {
    const cookie = await gateway.mint.cookie({ act: actAs });
    const own = { 'sec-fetch-site': 'same-origin', origin: 'null', ...BROWSER };
    const end = { method: 'POST', headers: { cookie, ...own, 'content-type': 'application/x-www-form-urlencoded' } };
    const reply = await send(gateway, '/.portcullis/sign-out', end);
    expect([reply.status, reply.header('location')]).toEqual([303, '/.portcullis/signed-out']);
    expect(reply.header('clear-site-data')).toBe('"cache", "storage"');
    expect(reply.headers['set-cookie']).toEqual([expect.stringMatching(/^__Host-role=; .*Max-Age=0/)]);
    expect((await send(gateway, '/owners/x', { headers: { cookie } })).status).toBe(401);
  });

  test.each(['cross-site', 'same-site'])('never by a page of another site: %s', async (site) => {
    const cookie = await gateway.mint.cookie({ act: actAs });
    const headers = { cookie, 'sec-fetch-site': site, origin: 'https://evil.example' };
    expect((await send(gateway, '/.portcullis/sign-out', { method: 'POST', headers })).status).toBe(403);
    expect((await send(gateway, '/owners/x', { headers: { cookie } })).status).toBe(200);
  });
});
