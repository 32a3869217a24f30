import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile, startGate } from '../../support/gate.ts';
import { until } from '../../support/patience.ts';
import { closed, nextMessage, openWebSocket, serveEcho } from '../../support/websocket.ts';

const { origin, gateway } = await gateOfFile({
  routes: ['id: chat, path: /chat/**, methods: [GET], access: { roles: any }'],
});
const echo = serveEcho(origin.server);
const cookie = await gateway.mint.cookie();

async function connected(options: Parameters<typeof openWebSocket>[2] = {}): Promise<WebSocket> {
  const opened = await openWebSocket(gateway, '/chat/room', { ...options, headers: { cookie, ...options.headers } });
  if (opened.socket === null) throw new Error(`refused with ${opened.refused.status}`);
  return opened.socket;
}

test('text comes back as text', async () => {
  const socket = await connected();
  socket.send('hello, wörld');
  expect(await nextMessage(socket)).toEqual({ data: Buffer.from('hello, wörld'), isBinary: false });
  socket.close();
});

test('bytes come back as bytes', async () => {
  const socket = await connected();
  const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 256));
  socket.send(bytes);
  const message = await nextMessage(socket);
  expect([message.isBinary, message.data.equals(bytes)]).toEqual([true, true]);
  socket.close();
});

test('an empty message is a message', async () => {
  const socket = await connected();
  socket.send('');
  expect((await nextMessage(socket)).data.length).toBe(0);
  socket.close();
});

test.each([1000, 1001, 3000, 4321])('the close code %i of the origin reaches the client', async (code) => {
  const socket = await connected();
  socket.send(`close ${code} good bye`);
  expect(await closed(socket)).toEqual({ code, reason: 'good bye' });
});

test('the close code of the client reaches the origin', async () => {
  const socket = await connected();
  socket.send('first');
  await nextMessage(socket);
  const before = echo.closeCodes.length;
  socket.close(4002, 'leaving');
  expect(await until(() => echo.closeCodes[before])).toBe(4002);
});

test('a client that is cut off is gone for the origin', async () => {
  const socket = await connected();
  socket.send('first');
  await nextMessage(socket);
  const before = echo.closeCodes.length;
  socket.terminate();
  await until(() => echo.closeCodes[before]);
});

test('an origin that is cut off ends the connection of the client', async () => {
  const socket = await connected();
  const end = closed(socket);
  echo.sockets.at(-1)?.terminate();
  expect((await end).code).toBe(1006);
});

test('the subprotocol that the origin chooses reaches the client', async () => {
  const socket = await connected({ protocols: ['v2.chat', 'v1.chat'] });
  expect(socket.protocol).toBe('v2.chat');
  socket.close();
});

test('the upgrade carries the context and no role cookie', async () => {
  const socket = await connected({ headers: { cookie: `${cookie}; theme=dark`, 'portcullis-context': 'forged' } });
  const headers = echo.lastHeaders();
  expect(headers['portcullis-context']).toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]{43}$/);
  expect(headers['cookie']).toBe('theme=dark');
  socket.close();
});

test('an upgrade without a session is refused before the origin', async () => {
  const before = echo.upgrades;
  const opened = await openWebSocket(gateway, '/chat/room');
  expect(opened.refused).toEqual({ status: 401, code: 'session_required' });
  expect(echo.upgrades).toBe(before);
});

test.each([
  ['of another site', 'https://evil.example'],
  ['of another scheme', 'https://localhost'],
  ["of a sibling tenant's host", 'http://globex.localhost'],
  ['of nobody', 'null'],
  ['absent', null],
])('an upgrade with a session whose Origin is %s is refused', async (_name, from) => {
  const before = echo.upgrades;
  const opened = await openWebSocket(gateway, '/chat/room', { headers: { cookie }, origin: from });
  expect(opened.refused).toEqual({ status: 403, code: 'forbidden' });
  expect(echo.upgrades).toBe(before);
});

test('an upgrade that its own browser calls cross-site is refused', async () => {
  const opened = await openWebSocket(gateway, '/chat/room', { headers: { cookie, 'sec-fetch-site': 'same-site' } });
  expect(opened.refused).toEqual({ status: 403, code: 'forbidden' });
});

test('a plain GET of the same route is a plain GET', async () => {
  const reply = await send(gateway, '/chat/room', { headers: { cookie } });
  expect([reply.status, reply.text]).toEqual([200, 'ok']);
});

test('an upgrade to anything else is not forwarded as one', async () => {
  const reply = await send(gateway, '/chat/room', {
    headers: { cookie, connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABk' },
  });
  expect(reply.status).toBe(200);
  const seen = origin.seen.at(-1)?.headers ?? {};
  expect([seen['upgrade'], seen['http2-settings']]).toEqual([undefined, undefined]);
});

test('an origin that does not take the upgrade is answered as it answers', async () => {
  await using refusing = await startGate({
    answer: (_request, response) => response.writeHead(426).end('no'),
    routes: ['id: chat, path: /chat, access: public'],
  });
  const opened = await openWebSocket(refusing.gateway, '/chat');
  expect(opened.refused).toEqual({ status: 426, code: null });
  expectRefusal(await send(refusing.gateway, '/other'), 404, 'no_route');
});

test.each([
  ['Content-Length: 0', { 'content-length': '0' }],
  ['Content-Length: 00', { 'content-length': '00' }],
])('a handshake with %s opens as one without a body', async (_name, headers) => {
  const before = echo.upgrades;
  const socket = await connected({ headers });
  socket.send('hello');
  expect((await nextMessage(socket)).data.toString()).toBe('hello');
  expect(echo.upgrades).toBe(before + 1);
  expect(echo.lastHeaders()['content-length']).toBeUndefined();
  socket.close();
});
