import { freePort } from '@portcullis/cli/dev';
import { describe, expect, test } from 'vitest';
import { send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { tcpOriginOfFile } from '../../support/of-file.ts';
import { pause, until } from '../../support/patience.ts';

const upgradeTo = (protocol: string): string =>
  `HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`;

/** Answers that began too late, and that the gateway has let go. */
const closed = new Set<string>();

/** What the odd origin says to the next connection. */
let words = '';

const odd = await tcpOriginOfFile((socket) => socket.once('data', () => socket.end(words)));
const { gateway } = await gateOfFile({
  answer: (request, response, body) => {
    if (request.url === '/slow/late-body') {
      response.writeHead(200);
      response.write('begun ');
      setTimeout(() => response.end('done'), 3500);
    } else if (request.url?.startsWith('/slow/late-headers')) {
      const { url } = request;
      response.on('close', () => closed.add(url));
      setTimeout(() => response.write('x'.repeat(100_000)), 3500);
    } else if (request.method === 'POST') void body.then(() => response.end('ok'));
  },
  originIds: ['slow'],
  otherOrigins: { dead: `http://127.0.0.1:${await freePort()}`, odd: odd.url },
  originMembers: 'timeout: 3s',
  routes: [
    'id: slow, path: /slow/**, access: public, origin: slow',
    'id: dead, path: /dead, access: public, origin: dead',
    'id: odd, path: /odd, access: public, origin: odd',
  ],
});

test('an origin that does not answer in time is a 504', async () => {
  const reply = await send(gateway, '/slow/never');
  expectRefusal(reply, 504, 'origin_timeout');
  const event = await gateway.eventOf(reply.header('portcullis-request-id'));
  expect(event).toMatchObject({
    reason: 'origin_timeout',
    route: 'slow',
    detail: 'no response headers within 3000 ms',
  });
});

test.each([
  ['/slow/late-headers', {}],
  ['/slow/late-headers/upload', { method: 'POST', body: 'x'.repeat(100_000) }],
])('an answer that begins after that goes nowhere, and its connection is let go: %s', async (path, options) => {
  expectRefusal(await send(gateway, path, options), 504, 'origin_timeout');
  await until(() => closed.has(path) || undefined);
  expect((await send(gateway, '/slow/upload', { method: 'POST', body: 'a' })).text).toBe('ok');
  expect(gateway.output.filter((line) => /uncaught|unhandled/i.test(line))).toEqual([]);
});

test('the wait ends with the headers: a body may take longer', async () => {
  const reply = await send(gateway, '/slow/late-body');
  expect([reply.status, reply.text]).toEqual([200, 'begun done']);
});

test('the wait begins with the end of the upload: a slow client is no slow origin', async () => {
  async function* slowly(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('a');
    await pause(3500);
    yield Buffer.from('b');
  }
  const reply = await send(gateway, '/slow/upload', { method: 'POST', body: slowly() });
  expect([reply.status, reply.text]).toEqual([200, 'ok']);
});

test('an origin that is not there is a 502', async () => {
  const reply = await send(gateway, '/dead');
  expectRefusal(reply, 502, 'origin_unreachable');
  expect(await gateway.eventOf(reply.header('portcullis-request-id'))).toMatchObject({
    reason: 'origin_unreachable',
    route: 'dead',
  });
});

test('a dead origin does not swallow uploads', async () => {
  expectRefusal(await send(gateway, '/dead', { method: 'POST', body: 'x'.repeat(100_000) }), 502, 'origin_unreachable');
});

describe('an origin that speaks no HTTP', () => {
  test.each([
    ['nothing at all', ''],
    ['no HTTP', 'SSH-2.0-OpenSSH_9.9\r\n'],
    ['no status', 'HTTP/1.1 OK\r\n\r\n'],
    ['half a header', 'HTTP/1.1 200 OK\r\nContent-Ty'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
  ])('%s: a refusal of the gate, never an error of the runtime', async (_name, said) => {
    words = said;
    expectRefusal(await send(gateway, '/odd'), 502, 'origin_unreachable');
  });

  test.each([
    ['status 600', 'HTTP/1.1 600 Odd\r\nContent-Length: 0\r\n\r\n', 'status 600'],
    ['status 999', 'HTTP/1.1 999 Odd\r\nContent-Length: 3\r\n\r\nodd', 'status 999'],
    ['an upgrade that was not asked for', upgradeTo('websocket'), 'status 101, which the request did not ask for'],
    ['an upgrade to another protocol', upgradeTo('h2c'), 'status 101, which the request did not ask for'],
  ])('%s: a refusal that names the origin', async (_name, said, detail) => {
    words = said;
    const reply = await send(gateway, '/odd');
    expectRefusal(reply, 502, 'origin_unreachable');
    expect(await gateway.eventOf(reply.header('portcullis-request-id'))).toMatchObject({
      reason: 'origin_answer_invalid',
      route: 'odd',
      detail: `origin "odd": ${detail}`,
    });
  });

  test.each([204, 205, 304])('a body that status %i does not allow is left out', async (status) => {
    words = `HTTP/1.1 ${status} Odd\r\nContent-Length: 5\r\nX-Kept: yes\r\n\r\nstray`;
    const reply = await send(gateway, '/odd');
    expect([reply.status, reply.text, reply.header('x-kept')]).toEqual([status, '', 'yes']);
  });
});

describe('an origin that speaks an old or a chatty HTTP', () => {
  test.each([
    ['the end of the connection as the end of the body', 'HTTP/1.0 200 OK\r\n\r\nok'],
    ['early hints', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'],
    ['a Continue that nobody asked for', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'],
  ])('%s: is understood', async (_name, said) => {
    words = said;
    const reply = await send(gateway, '/odd');
    expect([reply.status, reply.text]).toEqual([200, 'ok']);
  });
});
