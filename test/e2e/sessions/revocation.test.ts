import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { revoke } from '../../support/admin.ts';
import { send } from '../../support/client.ts';
import { contextOf } from '../../support/context.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { mutationsOf } from '../../support/mutations.ts';
import { pause } from '../../support/patience.ts';
import { rawGet } from '../../support/raw-http.ts';
import { ADDRESS_FROM_HEADER } from '../../support/rules.ts';
import { openWebSocket, serveEcho } from '../../support/websocket.ts';

const { origin, gateway } = await gateOfFile({
  clientAddress: ADDRESS_FROM_HEADER,
  // The default bound is one second; on a route with `strict` the next request counts.
  routes: [
    'id: mine, path: /mine, access: { roles: any }, revocation: strict',
    'id: open, path: /open, access: public, revocation: strict',
  ],
});
const echo = serveEcho(origin.server);
let count = 0;

/** A session that nothing else in this file concerns. */
async function newSession(changes: Record<string, unknown> = {}) {
  count += 1;
  const claims = { sub: `user-${count}`, tid: `tenant-${count}`, sid: `session-${count}`, ...changes };
  return { tenant: claims.tid, user: claims.sub, session: claims.sid, token: await gateway.mint.role(claims) };
}

const cookie = (token: string) => ({ cookie: `__Host-role=${token}` });

async function expectSignedIn(token: string): Promise<void> {
  expect((await send(gateway, '/mine', { headers: cookie(token) })).status).toBe(200);
}

/** The session is refused on every kind of request, and its cookie taken away. */
async function expectRevoked(token: string): Promise<void> {
  const before = [origin.begun, echo.upgrades];
  for (const method of ['GET', 'HEAD', 'POST']) {
    const reply = await send(gateway, '/mine', { method, headers: cookie(token) });
    expectRefusal(reply, 401, 'session_required', method);
    expect(reply.headers['set-cookie'], method).toEqual([
      '__Host-role=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax',
    ]);
  }
  expect((await openWebSocket(gateway, '/mine', { headers: cookie(token) })).refused).toEqual({
    status: 401,
    code: 'session_required',
  });
  expectRefusal(await send(gateway, '/.portcullis/session', { headers: cookie(token) }), 401, 'session_required');
  expect([origin.begun, echo.upgrades]).toEqual(before);
}

/** Sessions that are issued in the second of a revocation count as older, since cookies may carry whole seconds. */
const nextSecond = () => pause(1001 - (Date.now() % 1000));

describe('the very next request is refused', () => {
  test('after a session was revoked, and only that session', async () => {
    const one = await newSession();
    const other = await newSession({ tid: one.tenant, sub: one.user });
    await expectSignedIn(one.token);
    await revoke(gateway, { tenant: one.tenant, session: one.session });
    await expectRevoked(one.token);
    await expectSignedIn(other.token);
  });

  test('after a user was revoked, in every session so far and in none later', async () => {
    const one = await newSession();
    const two = await newSession({ tid: one.tenant, sub: one.user });
    const colleague = await newSession({ tid: one.tenant });
    await revoke(gateway, { tenant: one.tenant, user: one.user });
    await expectRevoked(one.token);
    await expectRevoked(two.token);
    await expectSignedIn(colleague.token);
    await nextSecond();
    await expectSignedIn((await newSession({ tid: one.tenant, sub: one.user })).token);
  });

  test('after a tenant was revoked, for all its users and no other tenant', async () => {
    const one = await newSession();
    const colleague = await newSession({ tid: one.tenant });
    const stranger = await newSession({ sub: one.user });
    await revoke(gateway, { tenant: one.tenant });
    await expectRevoked(one.token);
    await expectRevoked(colleague.token);
    await expectSignedIn(stranger.token);
  });

  test('after everyone was revoked', async () => {
    const one = await newSession();
    const other = await newSession();
    await revoke(gateway, { all: true });
    await expectRevoked(one.token);
    await expectRevoked(other.token);
    await nextSecond();
    await expectSignedIn((await newSession()).token);
  });
});

test('the same ids in another tenant are another session and another user', async () => {
  await nextSecond();
  const one = await newSession();
  const twin = await newSession({ sub: one.user, sid: one.session });
  await revoke(gateway, { tenant: one.tenant, session: one.session });
  await revoke(gateway, { tenant: one.tenant, user: one.user });
  await expectRevoked(one.token);
  await expectSignedIn(twin.token);
});

test.each(['a:b', "o'brien", '%', '*', 'caf\u00e9', '{"a":1}', '../x', ' '])(
  'a user with the id %j can be revoked like any other',
  async (user) => {
    const one = await newSession({ sub: user });
    const similar = await newSession({ tid: one.tenant, sub: `${user}x` });
    await revoke(gateway, { tenant: one.tenant, user });
    await expectRevoked(one.token);
    await expectSignedIn(similar.token);
  },
);

test('a session from a clock that runs ahead can be revoked', async () => {
  const ahead = Math.floor(Date.now() / 1000) + 4;
  const one = await newSession({ iat: ahead, auth_time: ahead });
  await expectSignedIn(one.token);
  await revoke(gateway, { tenant: one.tenant, session: one.session });
  await expectRevoked(one.token);
});

test('no other spelling of a revoked cookie is a session', async () => {
  const one = await newSession();
  await revoke(gateway, { tenant: one.tenant, session: one.session });
  const before = origin.begun;
  for (const [what, token] of Object.entries(mutationsOf(one.token))) {
    expectRefusal(await send(gateway, '/mine', { headers: cookie(token) }), 401, 'session_required', what);
  }
  expect(origin.begun).toBe(before);
});

test('revoking again makes nothing weaker', async () => {
  const one = await newSession();
  await revoke(gateway, { tenant: one.tenant, user: one.user });
  await revoke(gateway, { tenant: one.tenant, user: one.user });
  await expectRevoked(one.token);
});

test('on a public route a revoked session is anonymous, so that its user can sign in again', async () => {
  const one = await newSession();
  await revoke(gateway, { tenant: one.tenant, session: one.session });
  expect((await send(gateway, '/open', { headers: cookie(one.token) })).status).toBe(200);
  const claims = await contextOf(gateway, origin.seen.at(-1));
  expect([claims.sub, claims.sid, claims.roles]).toEqual([undefined, undefined, undefined]);
});

test('a request that its client holds open is checked once it is whole', async () => {
  const { tenant, user, token } = await newSession();
  await expectSignedIn(token);
  const before = origin.begun;
  const lines = [`Cookie: __Host-role=${token}`, 'Transfer-Encoding: chunked', 'Connection: close'];
  const socket = connect(gateway.port, '127.0.0.1');
  socket.write(rawGet('/mine', `localhost:${gateway.port}`, lines));
  await revoke(gateway, { tenant, user });
  await expectRevoked(token);
  socket.write('0\r\n\r\n');
  // On a busy machine, the gateway may have given up before.
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 40[01] /);
  expect(origin.begun).toBe(before);
});
