import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { send } from '../../support/client.ts';
import { gateOfFile } from '../../support/gate.ts';

const PLACEHOLDER = 'q8ZcT2mWk4YvR7bNfX1dLs';
/** As an app may write it all the same. */
const OTHER_TYPES = ['text/html (x', 'text/plain, text/html', 'text/html, text/html; charset=utf-8'];
const PAGE = `<!doctype html><script nonce="${PLACEHOLDER}">1</script><script nonce='x'>${PLACEHOLDER}</script>
<style NONCE=${PLACEHOLDER}></style><p title="${PLACEHOLDER}" nonce="${PLACEHOLDER}">${'é'.repeat(20_000)}</p>`;
const POLICY = `csp: { script-src: ["'self'", "'nonce'"] }`;

/** What the origin saw of the last request. */
let seen: { readonly nonce: unknown; readonly headers: Readonly<Record<string, unknown>> };
const { gateway } = await gateOfFile({
  answer: (request, response) => {
    const [, payload = ''] = String(request.headers['portcullis-context']).split('.');
    seen = { nonce: JSON.parse(Buffer.from(payload, 'base64url').toString()).csp_nonce, headers: request.headers };
    const type = request.url?.includes('json') ? 'application/json' : 'text/html; charset=utf-8';
    const odd = OTHER_TYPES[Number(/odd(\d)/.exec(request.url ?? '')?.[1])];
    if (odd !== undefined) response.writeHead(200, { 'content-type': odd }).end(PAGE);
    else if (request.url?.includes('zstd'))
      response.writeHead(200, { 'content-type': type, 'content-encoding': 'zstd' }).end(zstdCompressSync(PAGE));
    else if (request.url?.includes('gzip'))
      response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip' }).end(gzipSync(PAGE));
    else if (request.url?.includes('304')) response.writeHead(304, { etag: '"x"' }).end();
    else {
      response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(PAGE) });
      const bytes = Buffer.from(PAGE);
      // In the midst of the placeholder.
      response.write(bytes.subarray(0, 40));
      setTimeout(() => response.end(bytes.subarray(40)), 50);
    }
  },
  routes: [
    `id: context, path: /context/**, access: public, headers: { ${POLICY} }`,
    `id: placed, path: /placed/**, access: public, headers: { ${POLICY}, nonce: { placeholder: ${PLACEHOLDER} } }`,
    `id: private, path: /private/**, access: public, cache: private, headers: { ${POLICY} }`,
    'id: plain, path: /plain/**, access: public',
  ],
});

async function ask(path: string, headers: Readonly<Record<string, string>> = {}) {
  const reply = await send(gateway, path, { headers });
  const nonces = [...(reply.header('content-security-policy') ?? '').matchAll(/'nonce-([^']+)'/g)].map(
    ([, each]) => each,
  );
  return { reply, nonces };
}

describe('the nonce of an answer', () => {
  test('is new for each, in the policy and in the context alike', async () => {
    const found = new Set<string>();
    for (let i = 0; i < 5; i += 1) {
      const { nonces } = await ask('/context/x');
      expect(nonces).toEqual([seen.nonce]);
      expect(nonces[0]).toMatch(/^[A-Za-z0-9+/]{24}$/);
      found.add(nonces[0] ?? '');
    }
    expect(found.size).toBe(5);
  });

  test('is not kept by any cache', async () => {
    for (const path of ['/context/x', '/private/x'])
      expect((await ask(path)).reply.header('cache-control')).toBe('private, no-store');
    expect((await ask('/plain/x')).reply.header('cache-control')).toBeNull();
  });

  test('is not made where the rules ask for none', async () => {
    const { reply, nonces } = await ask('/plain/x');
    expect([nonces, seen.nonce, reply.text]).toEqual([[], undefined, PAGE]);
  });
});

describe('a placeholder', () => {
  test.each(['page', 'gzip'])(
    'is replaced in nonce attributes of scripts and styles, and nowhere else: %s',
    async (path) => {
      const { reply, nonces } = await ask(`/placed/${path}`);
      const [nonce = ''] = nonces;
      const body = path === 'gzip' ? gunzipSync(reply.body) : reply.body;
      expect(body.toString()).toBe(
        PAGE.replace(`<script nonce="${PLACEHOLDER}">`, `<script nonce="${nonce}">`).replace(
          `<style NONCE=${PLACEHOLDER}>`,
          `<style NONCE="${nonce}">`,
        ),
      );
    },
  );

  test.each(OTHER_TYPES)('is replaced in every type that browsers read as HTML: %s', async (type) => {
    const { reply, nonces } = await ask(`/placed/odd${OTHER_TYPES.indexOf(type)}`);
    expect(reply.header('content-type')).toBe(type);
    expect(reply.text).toContain(`<script nonce="${nonces[0]}">1</script>`);
  });

  test('stands, and nothing is broken, where the app compresses all the same in a way that cannot be read', async () => {
    const { reply } = await ask('/placed/zstd');
    expect(zstdDecompressSync(reply.body).toString()).toBe(PAGE);
  });

  test('makes the gateway ask for whole pages, uncompressed', async () => {
    await ask('/placed/page', { range: 'bytes=0-10', 'if-range': '"x"', 'accept-encoding': 'br, gzip' });
    expect(seen.headers).toMatchObject({ 'accept-encoding': 'identity' });
    expect(seen.headers).not.toHaveProperty('range');
    await ask('/plain/page', { range: 'bytes=0-10', 'accept-encoding': 'br' });
    expect(seen.headers).toMatchObject({ 'accept-encoding': 'br', range: 'bytes=0-10' });
  });

  test('stands in what is not HTML', async () => {
    expect((await ask('/placed/json')).reply.text).toBe(PAGE);
  });

  test('a 304 has no policy, and so no nonce', async () => {
    const { reply, nonces } = await ask('/placed/304', { 'if-none-match': '"x"' });
    expect([reply.status, nonces]).toEqual([304, []]);
  });
});
