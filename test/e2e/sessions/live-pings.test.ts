import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { gateOfFile } from '../../support/gate.ts';
import { until } from '../../support/patience.ts';

/** What docs/operations.md says of WebSocket pings: how far they reach, and what an app learns of a client that is gone. */

const { origin, gateway } = await gateOfFile({
  answer: () => undefined,
  routes: ['id: open, path: /open, access: public', 'id: live, path: /**, access: { roles: any }'],
});
let peers: { readonly socket: WebSocket; readonly heard: string[] }[] = [];
const clients: Duplex[] = [];

new WebSocketServer({ server: origin.server }).on('connection', (socket) => {
  const heard: string[] = [];
  socket.on('error', () => undefined);
  for (const kind of ['ping', 'pong', 'message']) socket.on(kind, (data) => heard.push(`${kind} ${data}`));
  socket.on('close', () => heard.push('close'));
  peers.push({ socket, heard });
});

afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
  peers = [];
});

/** A client whose frames are seen as they come. */
async function connect(path: string) {
  const host = `localhost:${gateway.port}`;
  const headers = {
    ...{ host, origin: `http://${host}`, cookie: await gateway.mint.cookie() },
    ...{ connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' },
    'sec-websocket-key': randomBytes(16).toString('base64'),
  };
  const client = await new Promise<Duplex>((resolve, reject) => {
    httpRequest({ host: '127.0.0.1', port: gateway.port, path, agent: false, headers })
      .on('upgrade', (_response, socket) => resolve(socket))
      .on('response', ({ statusCode }) => reject(new Error(`answered ${statusCode}`)))
      .on('error', reject)
      .end();
  });
  clients.push(client);
  const chunks: Buffer[] = [];
  client.on('data', (chunk: Buffer) => chunks.push(chunk));
  client.on('error', () => undefined);
  const { socket, heard } = await until(() => peers[0]);
  return { client, heard, socket, received: () => Buffer.concat(chunks).toString('hex') };
}

/** Frames of a client, masked with zeros (RFC 6455 section 5.2): a ping `hi`, and a text `x`. */
const PING = Buffer.from('8982000000006869', 'hex');
const TEXT = Buffer.from('81810000000078', 'hex');
const PONG_TO_PING = '8a026869';

test('on a public route pings and pongs go end to end', async () => {
  const { client, socket, heard, received } = await connect('/open');
  client.write(PING);
  await until(() => (received().includes(PONG_TO_PING) ? true : undefined));
  expect(heard).toEqual(['ping hi']);
  socket.ping('yo');
  // A ping frame `yo`, which this client does not answer.
  await until(() => (received().includes('8902796f') ? true : undefined));
  client.write(TEXT);
  await until(() => (heard.includes('message x') ? true : undefined));
  expect(heard).toEqual(['ping hi', 'message x']);
});

test('on a route that needs a session the gateway answers them, to either side', async () => {
  const { client, socket, heard, received } = await connect('/live');
  client.write(PING);
  await until(() => (received().includes(PONG_TO_PING) ? true : undefined));
  socket.ping('yo');
  await until(() => (heard.includes('pong yo') ? true : undefined));
  client.write(TEXT);
  await until(() => (heard.includes('message x') ? true : undefined));
  expect(heard).toEqual(['pong yo', 'message x']);
  expect(received()).toBe(PONG_TO_PING);
});

test.each(['/open', '/live'])(
  'at %s an app learns at once that the connection of its client has ended',
  async (path) => {
    const { client, heard } = await connect(path);
    client.destroy();
    await until(() => (heard.includes('close') ? true : undefined));
  },
);
