import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { send } from '../../support/client.ts';
import { gateOfFile } from '../../support/gate.ts';
import { openSocket, openStream } from '../../support/live.ts';
import { until } from '../../support/patience.ts';
import { residentPeakKib } from '../../support/resident-memory.ts';

/** What is tied to a session is whole and unchanged, however long it takes. */

const MIB = 1024 * 1024;
const BYTES = 256 * MIB;
const BLOCK = randomBytes(MIB);
const PACKED = gzipSync(randomBytes(3 * MIB).toString('base64'));

/** What the origin could not yet send to the client of a flood. */
let floodSent = 0;
let floodClosed = false;

const { origin, gateway } = await gateOfFile({
  routes: ['id: all, path: /**, access: { roles: any }'],
  answer: (request, response) => {
    const path = request.url ?? '';
    if (path === '/large')
      void pipeline(Readable.from(blocks()), response.writeHead(200, { 'content-length': BYTES })).catch(() => 0);
    else if (path === '/packed')
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': PACKED.length }).end(PACKED);
    else if (path === '/packed-chunks') {
      response.writeHead(200, { 'content-encoding': 'gzip' }).write(PACKED);
      response.end();
    } else if (path === '/nothing') response.writeHead(204).end();
    else response.writeHead(200, { 'content-length': BYTES, etag: '"1"' }).end();
  },
});
const sockets = new WebSocketServer({ server: origin.server, perMessageDeflate: true, maxPayload: 64 * MIB });
sockets.on('connection', (socket) => {
  socket.on('error', () => undefined);
  socket.on('message', (data, isBinary) => {
    if (String(data) === 'flood') flood();
    else socket.send(data, { binary: isBinary });
  });
  const flood = (): void => {
    socket.on('close', () => {
      floodClosed = true;
    });
    for (; floodSent < 96; floodSent += 1) socket.send(BLOCK);
  };
});
const headers = { cookie: await gateway.mint.cookie({ sid: 'session-1' }) };

async function* blocks(): AsyncGenerator<Buffer> {
  for (let sent = 0; sent < BYTES; sent += BLOCK.length) yield BLOCK;
}

function digestOf(data: Iterable<Buffer>): string {
  const hash = createHash('sha256');
  for (const block of data) hash.update(block);
  return hash.digest('hex');
}

test('a large download comes through byte for byte while its session is checked', async () => {
  const before = residentPeakKib(gateway.pid);
  const hash = createHash('sha256');
  const { response } = await openStream(gateway, '/large', headers, (chunk) => hash.update(chunk));
  expect(response.headers['content-length']).toBe(String(BYTES));
  // Long enough for several checks, which must not stop it.
  setTimeout(() => response.pause(), 20);
  setTimeout(() => response.resume(), 3000);
  await new Promise((resolve) => response.once('close', resolve));
  expect(response.complete).toBe(true);
  expect(hash.digest('hex')).toBe(digestOf(Array(BYTES / BLOCK.length).fill(BLOCK)));
  expect(residentPeakKib(gateway.pid) - before).toBeLessThan(64 * 1024);
});

test.each(['/packed', '/packed-chunks'])('%s stays compressed as the origin did it', async (path) => {
  const reply = await send(gateway, path, { headers: { ...headers, 'accept-encoding': 'gzip' } });
  expect(reply.body.equals(PACKED)).toBe(true);
  expect(reply.header('content-encoding')).toBe('gzip');
  expect(reply.header('content-length')).toBe(path === '/packed' ? String(PACKED.length) : null);
});

test('answers without a body stay without one', async () => {
  const head = await send(gateway, '/file', { method: 'HEAD', headers });
  expect([head.status, head.header('content-length'), head.header('etag')]).toEqual([200, String(BYTES), '"1"']);
  expect((await send(gateway, '/nothing', { headers })).status).toBe(204);
});

describe('a WebSocket', () => {
  test('carries large messages and compressed ones, each in its order', async () => {
    const chat = await openSocket(gateway, '/chat', headers);
    const messages = [
      Buffer.alloc(5 * MIB, 'large '),
      // Together less than a reader may lag by, so that no machine is too slow for them.
      randomBytes(20 * MIB),
      ...Array.from({ length: 500 }, () => randomBytes(50)),
    ];
    for (const message of messages) chat.socket.send(message);
    const total = messages.reduce((sum, { length }) => sum + length, 0);
    await until(() => (chat.receivedBytes() >= total ? true : undefined));
    expect(digestOf([chat.received()])).toBe(digestOf(messages));
    chat.leave();
  });

  test('whose client does not read loses it before it has taken much memory', async () => {
    const before = residentPeakKib(gateway.pid);
    const chat = await openSocket(gateway, '/chat', headers);
    chat.socket.pause();
    chat.socket.send('flood');
    await until(() => (floodClosed ? true : undefined));
    const event = await until(() => gateway.events.find(({ event }) => event === 'connection_ended'));
    expect(event).toMatchObject({ reason: 'reader_too_slow', session: 'session-1', connection: 'websocket' });
    expect(residentPeakKib(gateway.pid) - before).toBeLessThan(96 * 1024);
    chat.leave();
  });
});
