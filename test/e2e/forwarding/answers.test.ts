import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { send } from '../../support/client.ts';
import { gateOfFile } from '../../support/gate.ts';
import type { Answer } from '../../support/origin.ts';

const DOCUMENT = Buffer.from('0123456789'.repeat(100));
const ETAG = '"v1"';
const MODIFIED = 'Wed, 21 Oct 2026 07:28:00 GMT';
const ENCODED: Readonly<Record<string, Buffer>> = {
  gzip: gzipSync(DOCUMENT),
  br: brotliCompressSync(DOCUMENT),
  // Neither the runtime nor the gateway can read these, so bytes are all that there is to keep.
  zstd: Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 1, 2, 255]),
  'x-secret': Buffer.from([0, 255, 13, 10, 128]),
};

const answer: Answer = (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://origin');
  const validators = { etag: ETAG, 'last-modified': MODIFIED, 'accept-ranges': 'bytes' };
  switch (pathname) {
    case '/status':
      response.writeHead(Number(searchParams.get('code'))).end();
      return;
    case '/encoded': {
      const encoding = searchParams.get('as') ?? '';
      response.writeHead(200, { 'content-encoding': encoding, vary: 'Accept-Encoding', 'content-type': 'text/plain' });
      response.end(ENCODED[encoding]);
      return;
    }
    case '/error':
      response.writeHead(500, { 'content-type': 'text/plain', 'retry-after': '7' }).end('own error page');
      return;
    default: {
      if (request.headers['if-none-match'] === ETAG) return void response.writeHead(304, validators).end();
      const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
      if (range === null)
        return void response.writeHead(200, { ...validators, 'content-length': DOCUMENT.length }).end(DOCUMENT);
      const [from, to] = [Number(range[1]), Number(range[2])];
      if (from >= DOCUMENT.length)
        return void response.writeHead(416, { 'content-range': `bytes */${DOCUMENT.length}` }).end();
      const part = DOCUMENT.subarray(from, to + 1);
      const headers = {
        ...validators,
        'content-range': `bytes ${from}-${to}/${DOCUMENT.length}`,
        'content-length': part.length,
      };
      response.writeHead(206, headers).end(part);
    }
  }
};

const { origin, gateway } = await gateOfFile({
  answer: answer,
  routes: ['id: all, path: /**, access: public'],
});

describe('documents', () => {
  test('come whole, with their length and validators', async () => {
    const reply = await send(gateway, '/document');
    expect(reply.body.equals(DOCUMENT)).toBe(true);
    expect([reply.header('content-length'), reply.header('etag'), reply.header('last-modified')]).toEqual([
      '1000',
      ETAG,
      MODIFIED,
    ]);
  });

  test('a range comes as that range', async () => {
    const reply = await send(gateway, '/document', { headers: { range: 'bytes=100-109', 'if-range': ETAG } });
    expect(reply.status).toBe(206);
    expect([reply.text, reply.header('content-range'), reply.header('content-length')]).toEqual([
      '0123456789',
      'bytes 100-109/1000',
      '10',
    ]);
    expect(origin.seen.at(-1)?.headers['if-range']).toEqual([ETAG]);
  });

  test('a range outside is the 416 of the origin', async () => {
    const reply = await send(gateway, '/document', { headers: { range: 'bytes=5000-6000' } });
    expect([reply.status, reply.header('content-range'), reply.header('portcullis-denied')]).toEqual([
      416,
      'bytes */1000',
      null,
    ]);
  });

  test('an unchanged document is a 304 without a body', async () => {
    const reply = await send(gateway, '/document', { headers: { 'if-none-match': ETAG } });
    expect([reply.status, reply.body.length, reply.header('etag')]).toEqual([304, 0, ETAG]);
  });

  test('HEAD has the length and no body', async () => {
    const reply = await send(gateway, '/document', { method: 'HEAD' });
    expect([reply.status, reply.body.length, reply.header('content-length')]).toEqual([200, 0, '1000']);
  });
});

describe('encoded bodies', () => {
  test.each(Object.keys(ENCODED))('%s comes untouched', async (encoding) => {
    const reply = await send(gateway, `/encoded?as=${encoding}`, { headers: { 'accept-encoding': encoding } });
    expect([reply.header('content-encoding'), reply.header('vary')]).toEqual([encoding, 'Accept-Encoding']);
    expect(reply.body.equals(ENCODED[encoding] ?? Buffer.alloc(0))).toBe(true);
    expect(origin.seen.at(-1)?.headers['accept-encoding']).toEqual([encoding]);
  });

  test('HEAD of an encoded body keeps its headers', async () => {
    const reply = await send(gateway, '/encoded?as=gzip', { method: 'HEAD', headers: { 'accept-encoding': 'gzip' } });
    expect([reply.status, reply.body.length, reply.header('content-encoding')]).toEqual([200, 0, 'gzip']);
  });

  test('a client that accepts no encoding asks the origin for none', async () => {
    await send(gateway, '/document', { headers: { 'accept-encoding': 'identity' } });
    expect(origin.seen.at(-1)?.headers['accept-encoding']).toEqual(['identity']);
  });
});

describe('status codes', () => {
  test.each([200, 201, 202, 204, 205, 300, 304, 400, 401, 403, 404, 409, 410, 418, 422, 429, 451, 500, 502, 503, 599])(
    '%i of the origin stays what it is and is not taken for a refusal',
    async (code) => {
      const reply = await send(gateway, `/status?code=${code}`);
      expect([reply.status, reply.header('portcullis-denied')]).toEqual([code, null]);
      expect(reply.header('strict-transport-security')).not.toBeNull();
      // A policy in a 304 would replace the one that came with the page.
      expect(reply.header('content-security-policy') === null).toBe(code === 304);
    },
  );

  test("the origin's own error page comes through", async () => {
    const reply = await send(gateway, '/error');
    expect([reply.status, reply.text, reply.header('retry-after')]).toEqual([500, 'own error page', '7']);
  });
});
