import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { until } from '../../support/gateway.ts';
import type { SeenRequest } from '../../support/origin.ts';
import { type RawResponse, sendRaw, UNTIL_CLOSED } from '../../support/raw-http.ts';

const { origin, gateway } = await gateOfFile({
  answer: (_request, response, body) => void body.then(() => response.end('ok')),
  routes: ['id: open, path: /open, access: public'],
});

/** A request with these header lines, and the bytes that follow them. */
function ask(method: string, path: string, lines: readonly string[], rest: string): Promise<RawResponse> {
  const head = [`${method} ${path} HTTP/1.1`, `Host: localhost:${gateway.port}`, ...lines, 'Connection: close', '', ''];
  return sendRaw(gateway.port, head.join('\r\n') + rest, UNTIL_CLOSED);
}

/** The request that reached the origin whole after the first `seen`: those that were broken off may be noted late. */
function wholeRequest(method: string, seen: number): Promise<SeenRequest> {
  return until(() => origin.seen.slice(seen).find((request) => request.complete && request.method === method));
}

const CHUNKED = ['Transfer-Encoding: chunked'];

describe("a body that the client frames wrongly is the client's fault", () => {
  test.each([
    ['no size', 'zz\r\nabc\r\n0\r\n\r\n'],
    ['a chunk longer than its size', '3\r\nabc\r\n1\r\nabc\r\n0\r\n\r\n'],
    ['a wrong size after a good chunk', '3\r\nabc\r\n-1\r\nabc\r\n0\r\n\r\n'],
    ['a size beyond all numbers', 'fffffffffffffffff\r\nabc\r\n0\r\n\r\n'],
  ])('%s', async (_name, chunks) => {
    const seen = origin.seen.length;
    const reply = await ask('POST', '/open', CHUNKED, chunks);
    expectRefusal(reply, 400, 'malformed_request');
    const event = await gateway.eventOf(reply.headers['portcullis-request-id'] ?? null);
    expect(event).toMatchObject({ reason: 'body_unreadable', route: 'open' });
    // The origin may have seen it begin, and never a whole.
    expect(origin.seen.slice(seen).filter(({ complete }) => complete)).toEqual([]);
  });

  test.each([
    ['announced', ['Content-Length: 10'], 'abc'],
    ['in chunks', CHUNKED, '5\r\nabc'],
  ])('a body that ends too early, %s', async (_name, lines, part) => {
    const head = ['POST /open HTTP/1.1', `Host: localhost:${gateway.port}`, ...lines, '', ''].join('\r\n');
    const seen = origin.seen.length;
    const answer = await sayAndEnd(head + part);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toMatch(/portcullis-denied: malformed_request/i);
    expect(origin.seen.slice(seen).filter(({ complete }) => complete)).toEqual([]);
  });
});

/** Sends bytes, closes this side only, and reads what the other side still says. */
function sayAndEnd(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect({ port: gateway.port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.end(bytes));
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      if (answer.includes('\r\n\r\n')) socket.destroy();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

describe('a body that holds nothing is none', () => {
  const framings: readonly (readonly [string, readonly string[], string])[] = [
    ['Content-Length: 0', ['Content-Length: 0'], ''],
    ['Content-Length: 00', ['Content-Length: 00'], ''],
    ['no chunk', CHUNKED, '0\r\n\r\n'],
    ['no chunk, and a trailer', CHUNKED, '0\r\nX-Trailer: 1\r\n\r\n'],
  ];
  const methods = ['GET', 'HEAD'];

  test.each(framings.flatMap((framing) => methods.map((method) => [method, ...framing] as const)))(
    '%s with %s',
    async (method, _name, lines, rest) => {
      const seen = origin.seen.length;
      const reply = await ask(method, '/open', lines, rest);
      expect([reply.status, reply.headers['portcullis-denied']]).toEqual([200, undefined]);
      const { headers, bytes } = await wholeRequest(method, seen);
      expect([bytes, headers['content-length'], headers['transfer-encoding']]).toEqual([0, undefined, undefined]);
    },
  );

  test.each(framings)("the gateway's own endpoints, with %s", async (_name, lines, rest) => {
    expect((await ask('GET', '/.portcullis/health', lines, rest)).status).toBe(200);
  });

  test.each(framings)('POST with %s reaches the origin as well', async (_name, lines, rest) => {
    const seen = origin.seen.length;
    expect((await ask('POST', '/open', lines, rest)).status).toBe(200);
    expect((await wholeRequest('POST', seen)).bytes).toBe(0);
  });
});

describe('a body of a method that has no use for one', () => {
  test.each([
    ['announced', ['Content-Length: 1'], 'a', 'body_without_meaning'],
    ['in chunks', CHUNKED, '1\r\na\r\n0\r\n\r\n', 'body_without_meaning'],
    ['in wrong chunks', CHUNKED, 'zz\r\n', 'body_unreadable'],
  ])('%s: refused', async (_name, lines, rest, reason) => {
    const begun = origin.begun;
    for (const path of ['/open', '/.portcullis/health']) {
      const reply = await ask('GET', path, lines, rest);
      expectRefusal(reply, 400, 'malformed_request', path);
      expect((await gateway.eventOf(reply.headers['portcullis-request-id'] ?? null))['reason'], path).toBe(reason);
    }
    expect(origin.begun).toBe(begun);
  });

  // A client that holds a request open would choose when it reaches the origin, long after it was checked.
  test.each(['GET', 'HEAD'])('%s that never ends one: refused', async (method) => {
    const begun = origin.begun;
    for (const path of ['/open', '/.portcullis/health']) {
      const reply = await ask(method, path, CHUNKED, '');
      expect([reply.status, reply.headers['portcullis-denied']], path).toEqual([400, 'malformed_request']);
      const event = await gateway.eventOf(reply.headers['portcullis-request-id'] ?? null);
      expect(event['reason'], path).toBe('body_unreadable');
    }
    expect(origin.begun).toBe(begun);
  });
});

test('a body that has a meaning is awaited by the origin, not by the gateway', async () => {
  const begun = origin.begun;
  const lines = ['POST /open HTTP/1.1', `Host: localhost:${gateway.port}`, 'Content-Length: 1', '', ''];
  const socket = connect(gateway.port, '127.0.0.1', () => socket.write(lines.join('\r\n')));
  await until(() => (origin.begun > begun ? true : undefined));
  socket.destroy();
});
