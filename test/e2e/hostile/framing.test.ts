import { describe, expect, test } from 'vitest';
import { deniedCode } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { rawGet, sendRaw, UNTIL_CLOSED } from '../../support/raw-http.ts';
import { unreached } from '../../support/unreached.ts';

const { origin, gateway } = await gateOfFile({
  answer: (_request, response, body) => void body.then(() => response.end('ok')),
  routes: ['id: open, path: /open, access: public', 'id: owners, path: /owners, access: { roles: [owner] }'],
});

const SMUGGLED = 'GET /owners HTTP/1.1\r\nHost: HOST\r\n\r\n';

function bytesOf(lines: readonly string[], rest: string): string {
  return [`POST /open HTTP/1.1`, 'Host: HOST', ...lines, '', rest]
    .join('\r\n')
    .replaceAll('HOST', `localhost:${gateway.port}`);
}

describe('two ways to read where a body ends', () => {
  test.each([
    ['a length and chunks', ['Content-Length: 4', 'Transfer-Encoding: chunked'], `0\r\n\r\n${SMUGGLED}`],
    ['chunks and a length', ['Transfer-Encoding: chunked', 'Content-Length: 4'], `0\r\n\r\n${SMUGGLED}`],
    ['two lengths', ['Content-Length: 0', 'Content-Length: 5'], `hello${SMUGGLED}`],
    ['two lengths in one', ['Content-Length: 0, 5'], `hello${SMUGGLED}`],
    ['a signed length', ['Content-Length: +3'], `abc${SMUGGLED}`],
    ['a negative length', ['Content-Length: -1'], SMUGGLED],
    ['a hexadecimal length', ['Content-Length: 0x3'], `abc${SMUGGLED}`],
    ['a length with a space inside', ['Content-Length: 1 1'], `abc${SMUGGLED}`],
    ['a huge length', ['Content-Length: 99999999999999999999'], SMUGGLED],
    ['an unknown coding', ['Transfer-Encoding: xchunked'], `0\r\n\r\n${SMUGGLED}`],
    ['a coding before chunks', ['Transfer-Encoding: gzip, chunked'], `0\r\n\r\n${SMUGGLED}`],
    ['chunks, then identity', ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'], `0\r\n\r\n${SMUGGLED}`],
    ['a space before the colon', ['Transfer-Encoding : chunked'], `0\r\n\r\n${SMUGGLED}`],
    ['a vertical tab in the coding', ['Transfer-Encoding:\u000bchunked'], `0\r\n\r\n${SMUGGLED}`],
    ['a folded line', ['X-A: b', ' Transfer-Encoding: chunked'], `0\r\n\r\n${SMUGGLED}`],
    ['a bare line feed', ['X-A: b\nTransfer-Encoding: chunked'], `0\r\n\r\n${SMUGGLED}`],
    ['a chunk size with a sign', ['Transfer-Encoding: chunked'], `+3\r\nabc\r\n0\r\n\r\n${SMUGGLED}`],
    ['a chunk size with 0x', ['Transfer-Encoding: chunked'], `0x3\r\nabc\r\n0\r\n\r\n${SMUGGLED}`],
    ['a chunk size that overflows', ['Transfer-Encoding: chunked'], `fffffffffffffffff\r\nabc\r\n0\r\n\r\n${SMUGGLED}`],
    ['a chunk longer than announced', ['Transfer-Encoding: chunked'], `1\r\nabc\r\n0\r\n\r\n${SMUGGLED}`],
  ])('%s: the second request is never reached unchecked', async (_name, lines, rest) => {
    const seen = origin.seen.length;
    const reply = await sendRaw(gateway.port, bytesOf(lines, rest), { silenceMs: 400 });
    expect(reply.status).not.toBe(500);
    const reached = origin.seen.slice(seen);
    expect(reached.filter(({ target }) => target !== '/open')).toEqual([]);
    expect(reached.length).toBeLessThanOrEqual(1);
    // What did reach the origin was framed in one way only.
    for (const { headers } of reached) {
      expect(
        (headers['content-length'] ?? []).length + (headers['transfer-encoding'] ?? []).length,
      ).toBeLessThanOrEqual(1);
    }
  });

  test('a header with a NUL in it goes nowhere', async () => {
    const reply = await unreached(origin, () =>
      sendRaw(gateway.port, bytesOf(['X-A: a\u0000b', 'Content-Length: 0'], ''), { silenceMs: 400 }),
    );
    expect([0, 400]).toContain(reply.status);
  });
});

test('each of several requests on one connection is decided by itself', async () => {
  const seen = origin.seen.length;
  const host = `localhost:${gateway.port}`;
  const bytes = rawGet('/owners', host) + rawGet('/open', host) + rawGet('/owners', host, ['Connection: close']);
  const { bytes: answers } = await sendRaw(gateway.port, bytes, UNTIL_CLOSED);
  expect([...answers.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status)).toEqual(['401', '200', '401']);
  expect(origin.seen.slice(seen).map(({ target }) => target)).toEqual(['/open']);
});

describe('header blocks that are too large', () => {
  test.each([
    ['a 40 KiB cookie', [`Cookie: __Host-role=${'a'.repeat(40 * 1024)}`]],
    ['a 40 KiB header', [`X-A: ${'a'.repeat(40 * 1024)}`]],
    ['many headers', Array.from({ length: 101 }, (_, index) => `X-${index}: 1`)],
    ['one header many times', Array.from({ length: 500 }, () => `X-A: ${'a'.repeat(80)}`)],
  ])('%s: 431, before any key is used', async (_name, lines) => {
    const reply = await unreached(origin, () =>
      sendRaw(gateway.port, rawGet('/open', `localhost:${gateway.port}`, lines)),
    );
    expect([reply.status, deniedCode(reply)]).toEqual([431, 'too_large']);
  });

  test.each([
    ['a 64 KiB cookie', [`Cookie: a=${'a'.repeat(64 * 1024)}`]],
    ['500 headers', Array.from({ length: 500 }, (_, index) => `X-${index}: ${'a'.repeat(200)}`)],
  ])('%s may be too much for the runtime already', async (_name, lines) => {
    const reply = await unreached(origin, () =>
      sendRaw(gateway.port, rawGet('/open', `localhost:${gateway.port}`, lines)),
    );
    expect([0, 431]).toContain(reply.status);
  });

  test('a large header block within the limits passes', async () => {
    const lines = Array.from({ length: 90 }, (_, index) => `X-${index}: ${'a'.repeat(80)}`);
    expect((await sendRaw(gateway.port, rawGet('/open', `localhost:${gateway.port}`, lines))).status).toBe(200);
  });
});
