import { randomBytes } from 'node:crypto';
import { request as httpRequest, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import { admin, revoke } from '../../support/admin.ts';
import { send } from '../../support/client.ts';
import { gateOfFile } from '../../support/gate.ts';
import { beginEvents, type LiveConnection, openSocket, openStream } from '../../support/live.ts';
import { until } from '../../support/patience.ts';
import { ADDRESS_FROM_HEADER } from '../../support/rules.ts';
import { serveEcho } from '../../support/websocket.ts';

const HOME = '198.51.100.7';
const BLOCK = randomBytes(64 * 1024);
const MIB = 1024 * 1024;

let count = 0;
/** Responses that the origin holds open, and the ones that ended, by target. */
const held = new Map<string, ServerResponse>();
const ended = new Set<string>();
const opened: LiveConnection[] = [];

const { origin, gateway } = await gateOfFile({
  answer: (request, response, body) => {
    const target = request.url ?? '';
    held.set(target, response);
    response.on('close', () => ended.add(target));
    if (target.startsWith('/download')) response.writeHead(200, { 'content-length': BLOCK.length * 1024 }).write(BLOCK);
    else if (target.startsWith('/sized/'))
      response.writeHead(200, { 'content-length': target.slice('/sized/'.length) }).write('x');
    else if (target.startsWith('/chunks')) response.writeHead(200, { 'content-type': 'text/plain' }).write('first');
    else beginEvents(request, response, body);
  },
  clientAddress: ADDRESS_FROM_HEADER,
  routes: [
    'id: open, path: /open, access: public',
    'id: seen, path: /seen, access: { roles: any }, mode: observe',
    'id: live, path: /**, access: { roles: any }',
  ],
});
const echo = serveEcho(origin.server);

afterEach(() => {
  for (const connection of opened.splice(0)) connection.leave();
});

/** A session in a tenant of its own, or in the given one. */
async function newSession(changes: Record<string, unknown> = {}) {
  count += 1;
  const claims = { sub: `user-${count}`, tid: `tenant-${count}`, sid: `session-${count}`, ...changes };
  const cookie = await gateway.mint.cookie(claims);
  return { tenant: claims.tid, user: claims.sub, session: claims.sid, headers: { cookie, 'x-forwarded-for': HOME } };
}

type Session = Awaited<ReturnType<typeof newSession>>;

async function stream(path: string, session: Session | null) {
  const connection = await openStream(gateway, path, session?.headers ?? {});
  opened.push(connection);
  await until(() => (connection.received().length > 0 ? true : undefined));
  return connection;
}

async function socket(session: Session) {
  const connection = await openSocket(gateway, '/chat', session.headers);
  opened.push(connection);
  return { ...connection, peer: await until(() => echo.sockets.at(-1)) };
}

/** Both ways still carry data. */
async function expectOpen(connection: Awaited<ReturnType<typeof socket>>): Promise<void> {
  const before = connection.received().length;
  connection.socket.send('still there');
  await until(() => (connection.received().length > before ? true : undefined));
  expect(connection.ending()).toBe(null);
}

const endedEvents = (session: string) =>
  gateway.events.filter((event) => event.event === 'connection_ended' && event['session'] === session);

const WAYS: readonly [name: string, reason: string, act: (session: Session) => Promise<unknown>][] = [
  ['the session is revoked', 'session_revoked', ({ tenant, session }) => revoke(gateway, { tenant, session })],
  ['its user is revoked', 'session_revoked', ({ tenant, user }) => revoke(gateway, { tenant, user })],
  ['its tenant is revoked', 'session_revoked', ({ tenant }) => revoke(gateway, { tenant })],
  ['its tenant is suspended', 'tenant_suspended', ({ tenant }) => setPolicy(tenant, { suspended: true })],
  [
    'its tenant wants newer sessions',
    'session_revoked',
    ({ tenant }) => setPolicy(tenant, { notBefore: new Date(Date.now() + 1000).toISOString() }),
  ],
  [
    'its tenant no longer takes its address',
    'tenant_address_not_listed',
    ({ tenant }) => setPolicy(tenant, { addresses: ['10.0.0.0/8'] }),
  ],
  [
    'its user signs out',
    'session_revoked',
    ({ headers }) => send(gateway, '/.portcullis/session', { method: 'DELETE', headers }),
  ],
];

async function setPolicy(tenant: string, policy: object): Promise<void> {
  const reply = await admin(gateway, 'PUT', `tenants/${tenant}/policy?force=true`, policy);
  if (reply.status !== 200) throw new Error(`the policy was answered ${reply.status}: ${reply.text}`);
}

describe.each(WAYS)('once %s', (_name, reason, act) => {
  test('its connections end, at the client and at the origin, and no other connection does', async () => {
    const session = await newSession();
    const stranger = await newSession({ sub: session.user, sid: session.session });
    const path = `/events/${session.session}`;
    const [events, publicEvents] = [await stream(path, session), await stream('/open', session)];
    const others = [await stream(`${path}/stranger`, stranger), await socket(stranger)] as const;
    const chat = await socket(session);
    const before = echo.closeCodes.length;
    await act(session);
    expect(await until(() => chat.ending() ?? undefined)).toEqual({
      code: 1008,
      reason: reason === 'session_revoked' ? 'session_required' : 'forbidden',
    });
    expect(await until(() => events.ending() ?? undefined)).toEqual({ complete: false });
    await until(() => (ended.has(path) ? true : undefined));
    expect(await until(() => echo.closeCodes[before])).toBe(1008);
    await expectOpen(others[1]);
    expect([others[0].ending(), publicEvents.ending()]).toEqual([null, null]);
    const [one, two, ...more] = await until(() => {
      const all = endedEvents(session.session);
      return all.length >= 2 ? all : undefined;
    });
    expect(more).toEqual([]);
    expect([one, two].map((event) => event?.['connection']).sort()).toEqual(['stream', 'websocket']);
    expect(one).toMatchObject({ reason, route: 'live', tenant: session.tenant, user: session.user });
    expect(one).toMatchObject({ requestId: expect.any(String), durationMs: expect.any(Number) });
  });
});

test('a connection ends with its session’s own time, and so does a long download', async () => {
  const now = Math.floor(Date.now() / 1000);
  const session = await newSession({ iat: now, exp: now + 6 });
  const [chat, download] = [await socket(session), await stream('/download/1', session)];
  expect((await until(() => chat.ending() ?? undefined)).code).toBe(1008);
  expect(await until(() => download.ending() ?? undefined)).toEqual({ complete: false });
  expect(Date.now() / 1000).toBeGreaterThanOrEqual(now + 6);
  expect(endedEvents(session.session).map((event) => event['detail'])).toEqual(
    Array(2).fill('expired while connected'),
  );
});

test('a body of unknown length ends, and the origin is told', async () => {
  const session = await newSession();
  const chunks = await stream('/chunks/1', session);
  await revoke(gateway, { tenant: session.tenant, session: session.session });
  expect(await until(() => chunks.ending() ?? undefined)).toEqual({ complete: false });
  await until(() => (ended.has('/chunks/1') ? true : undefined));
});

test('a body of announced length ends too, as soon as it is long', async () => {
  const session = await newSession();
  const [short, long] = [await stream(`/sized/${MIB}`, session), await stream(`/sized/${MIB + 1}`, session)];
  await revoke(gateway, { tenant: session.tenant, session: session.session });
  expect(await until(() => long.ending() ?? undefined)).toEqual({ complete: false });
  await until(() => (ended.has(`/sized/${MIB + 1}`) ? true : undefined));
  expect(endedEvents(session.session)).toHaveLength(1);
  // What has soon left the gateway holds nothing newer.
  expect(short.ending()).toBe(null);
  held.get(`/sized/${MIB}`)?.end(Buffer.alloc(MIB - 1));
  expect(await until(() => short.ending() ?? undefined)).toEqual({ complete: true });
});

test('a client that does not answer the close frame is cut off', async () => {
  const session = await newSession();
  const { socket: raw, bytes } = await rawUpgrade(session.headers);
  const end = new Promise((resolve) => raw.once('close', resolve));
  await revoke(gateway, { tenant: session.tenant, session: session.session });
  await end;
  // A final close frame of code 1008 (RFC 6455 section 5.5.1), and nothing else.
  expect(bytes().subarray(0, 1).toString('hex')).toBe('88');
  expect(bytes().readUInt16BE(2)).toBe(1008);
});

/** A client that speaks no WebSocket beyond the handshake. */
function rawUpgrade(headers: Record<string, string>): Promise<{ socket: Duplex; bytes: () => Buffer }> {
  const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };
  const key = { 'sec-websocket-key': randomBytes(16).toString('base64') };
  const host = `localhost:${gateway.port}`;
  const all = { ...headers, ...upgrade, ...key, host, origin: `http://${host}` };
  return new Promise((resolve, reject) => {
    httpRequest({ host: '127.0.0.1', port: gateway.port, path: '/chat', agent: false, headers: all })
      .on('upgrade', (_response, socket, head) => {
        const chunks: Buffer[] = [head];
        socket.on('data', (chunk: Buffer) => chunks.push(chunk));
        socket.on('error', () => undefined);
        resolve({ socket, bytes: () => Buffer.concat(chunks) });
      })
      .on('error', reject)
      .end();
  });
}

test('a route that only observes roles keeps its connections', async () => {
  const session = await newSession();
  const [seen, other] = [await stream('/seen', session), await stream('/events/seen', session)];
  await revoke(gateway, { tenant: session.tenant, session: session.session });
  await until(() => other.ending() ?? undefined);
  expect(seen.ending()).toBe(null);
  held.get('/seen')?.end();
  expect(await until(() => seen.ending() ?? undefined)).toEqual({ complete: true });
});

test('once everyone is revoked, no connection that needs a session is left', async () => {
  const all = [await newSession(), await newSession()];
  const chats = await Promise.all(all.map(socket));
  const publicEvents = await stream('/open', null);
  await revoke(gateway, { all: true });
  for (const chat of chats) expect((await until(() => chat.ending() ?? undefined)).code).toBe(1008);
  expect(publicEvents.ending()).toBe(null);
});
