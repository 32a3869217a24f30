import { decodeJwt, type JWTPayload } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { revoke } from '../../support/admin.ts';
import { type Reply, send } from '../../support/client.ts';
import { contextOf } from '../../support/context.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { unreached } from '../../support/unreached.ts';

/** Long enough for a request on a busy machine. */
const GRACE_MS = 10_000;

let users = 0;
let granted: Readonly<Record<string, unknown>> = {};
const { origin, gateway } = await gateOfFile({
  answer: (request, response) => {
    const { jti = '' } = decodeJwt(String(request.headers['portcullis-context']));
    void (async () => {
      const session = request.url === '/sign-in' ? { 'portcullis-session': await grant({ jti, ...granted }) } : {};
      response.writeHead(200, { 'cache-control': 'public, max-age=60', ...session }).end('ok');
    })();
  },
  lifetime: '2m, renew: { idle: 10m, absolute: 2h, grace: 10s }',
  routes: [
    'id: sign-in, path: /sign-in, access: public, signIn: true',
    'id: page, path: /page, access: public',
    'id: mine, path: /mine, access: { roles: any }',
    'id: strict, path: /strict, access: { roles: any }, revocation: strict',
    'id: owners, path: /owners, access: { roles: [owner] }',
    'id: files, path: /files/**, methods: [GET, COPY, MOVE], access: public',
    'id: own-files, path: /own-files/**, methods: [PUT], access: { roles: any }',
  ],
});
const { grant, role } = gateway.mint;

beforeEach(() => {
  users += 1;
  granted = { sub: `user-${users}` };
});

/** The role cookie that an answer sets, and its claims; `null` where it sets none. */
function renewed(
  reply: Reply,
): { readonly token: string; readonly claims: JWTPayload; readonly maxAge: number } | null {
  const [cookie, ...more] = reply.headers['set-cookie'] ?? [];
  if (cookie === undefined) return null;
  expect(more).toEqual([]);
  const [, token = '', maxAge = ''] = /^__Host-role=([\w.-]*); Path=\/; Max-Age=(\d+);/.exec(cookie) ?? [];
  return { token, claims: token === '' ? {} : decodeJwt(token), maxAge: Number(maxAge) };
}

async function signIn(): Promise<JWTPayload> {
  const claims = renewed(await send(gateway, '/sign-in', { method: 'POST', body: 'x' }))?.claims;
  if (claims === undefined) throw new Error('no session');
  return claims;
}

/** The same cookie as it would be seconds later: past its half, or past its end. */
function later(claims: JWTPayload, seconds: number, changes: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { iat = 0, exp = 0, iss: _, ...rest } = claims;
  const times = { iat: iat - seconds, exp: exp - seconds, start: Number(claims['start']) - seconds };
  return role({ ...rest, abs: Number(claims['abs']) - seconds, ...times, ...changes });
}

const get = (token: string, path = '/mine'): Promise<Reply> =>
  send(gateway, path, { headers: { cookie: `__Host-role=${token}` } });
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const notesOf = async (reply: Reply) => (await gateway.eventOf(reply.header('portcullis-request-id')))['notes'];

describe('the first cookie', () => {
  test('says its generation, the end of the session, and is kept for as long as it can be renewed', async () => {
    const reply = await send(gateway, '/sign-in', { method: 'POST', body: 'x' });
    const { claims, maxAge } = renewed(reply) ?? { claims: {}, maxAge: 0 };
    const { iat = 0, exp = 0, gen, abs, start } = claims as Readonly<Record<string, number>>;
    expect([gen, start, abs, Math.ceil(exp - iat)]).toEqual([1, iat, iat + 7200, 120]);
    expect([maxAge > 590, maxAge <= 600]).toEqual([true, true]);
  });

  test('ends with what was granted, on the dot', async () => {
    const end = Math.floor(Date.now() / 1000) + 300;
    granted = { ...granted, not_after: end };
    expect((await signIn())['abs']).toBe(end);
  });

  test('of one person who acts as another ends after an hour, where sessions of other people live longer', async () => {
    granted = { ...granted, act: { sub: 'support-1', reason: 'ticket 7' } };
    const { iat = 0, abs } = await signIn();
    expect(abs).toBe(iat + 3600);
  });
});

describe('a cookie', () => {
  test('of the first half has no successor', async () => {
    const claims = await signIn();
    const reply = await get(await later(claims, 30));
    expect([reply.status, reply.headers['set-cookie'], reply.header('cache-control')]).toEqual([
      200,
      undefined,
      'private, no-store',
    ]);
  });

  test.each([
    ['past its half', 70],
    ['past its end', 130],
    ['long past its end', 590],
  ])('%s is replaced: times are new, all else is copied, and nothing is cached', async (_, seconds) => {
    for (const path of ['/mine', '/strict', '/page', '/.portcullis/session']) {
      const claims = await signIn();
      const old = await later(claims, seconds);
      const reply = await get(old, path);
      const successor = renewed(reply);
      expect([path, reply.status, reply.header('cache-control')]).toEqual([path, 200, 'private, no-store']);
      const { iat = 0, exp = 0, gen, seen: _seen, ...rest } = successor?.claims ?? {};
      const { iat: _iat, exp: _exp, gen: _gen, seen: _before, ...kept } = decodeJwt(old);
      expect(rest).toEqual(kept);
      expect([gen, Math.ceil(exp - iat)]).toEqual([2, 120]);
      expect(Math.abs(iat - Date.now() / 1000)).toBeLessThan(30);
      expect(await notesOf(reply)).toEqual(['session_renewed']);
      expect((await get(successor?.token ?? '')).status).toBe(200);
      expect(await contextOf(gateway, origin.seen.at(-1))).toMatchObject({ sub: claims.sub, sid: claims['sid'] });
    }
  });

  test('of a user who lacks the role is renewed all the same', async () => {
    const reply = await get(await later(await signIn(), 70), '/owners');
    expectRefusal(reply, 403, 'forbidden');
    expect(renewed(reply)?.claims['gen']).toBe(2);
  });

  test('never outlives its session', async () => {
    const claims = await signIn();
    const end = Math.floor(Date.now() / 1000) + 20;
    const reply = await get(await later(claims, 130, { abs: end }));
    expect(renewed(reply)).toMatchObject({ claims: { abs: end, exp: end }, maxAge: expect.any(Number) });
    expect(renewed(reply)?.maxAge).toBeLessThanOrEqual(20);
  });

  test.each([
    ['idle for too long', 610, {}],
    ['whose session has ended', 130, { abs: 1_700_000_000 }],
    ['of a session that nothing is known of', 130, { sid: 'stranger' }],
    ['without a generation', 130, { gen: undefined }],
    ['of no generation', 70, { gen: 0 }],
    ['that begins after it was made', 70, { start: Date.now() }],
  ])('%s is of no use, and reaches no origin', async (_, seconds, changes) => {
    const token = await later(await signIn(), seconds, changes);
    const before = origin.seen.length;
    for (const path of ['/mine', '/strict']) {
      const reply = await get(token, path);
      expectRefusal(reply, 401, 'session_required');
      expect(renewed(reply)?.token ?? '').toBe('');
    }
    expect(origin.seen.length).toBe(before);
  });

  test('of a session that nothing is known of lives to its own end, and no longer', async () => {
    const reply = await get(await later(await signIn(), 70, { sid: 'stranger' }));
    expect([reply.status, reply.headers['set-cookie']]).toEqual([200, undefined]);
  });

  test('reports how long its session lives; with ?peek, without renewing it', async () => {
    const old = await later(await signIn(), 130);
    const reply = await get(old, '/.portcullis/session?peek');
    expect([reply.status, reply.headers['set-cookie']]).toEqual([200, undefined]);
    expect((await get(old)).headers['set-cookie']).toHaveLength(1);
  });
});

describe('many at once', () => {
  test('with the same cookie all get its one successor', async () => {
    const old = await later(await signIn(), 130);
    const replies = await Promise.all(Array.from({ length: 8 }, () => get(old)));
    expect(replies.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(replies.map((reply) => renewed(reply)?.claims['gen'])).toEqual(Array(8).fill(2));
  });

  test('where every answer is lost, the cookie is renewed again', async () => {
    const old = await later(await signIn(), 130);
    for (let lost = 0; lost < 3; lost += 1) expect(renewed(await get(old))?.claims['gen']).toBe(2);
  });
});

describe('a copy', () => {
  test('of a cookie whose successor is in use ends the session, once the grace is over', async () => {
    const old = await later(await signIn(), 130);
    const { token = '' } = renewed(await get(old)) ?? {};
    expect((await get(token)).status).toBe(200);
    // Other requests of the page may still be under way.
    expect(renewed(await get(old))?.claims['gen']).toBe(2);
    await wait(GRACE_MS + 100);
    const before = origin.seen.length;
    const reply = await get(old);
    expectRefusal(reply, 401, 'session_required');
    const event = await gateway.eventOf(reply.header('portcullis-request-id'));
    expect([event['reason'], event['notes']]).toEqual(['session_reused', ['session_reused']]);
    expect(renewed(reply)).toMatchObject({ token: '', maxAge: 0 });
    expectRefusal(await get(token, '/strict'), 401, 'session_required');
    expectRefusal(await get(token), 401, 'session_required');
    expect(origin.seen.length).toBe(before);
  });

  test('at a public page counts as no session, and ends it all the same', async () => {
    const old = await later(await signIn(), 70);
    const { token = '' } = renewed(await get(old)) ?? {};
    await get(token);
    await wait(GRACE_MS + 100);
    const reply = await get(old, '/page');
    expect([reply.status, await notesOf(reply)]).toEqual([200, ['session_reused']]);
    expect(await contextOf(gateway, origin.seen.at(-1))).not.toHaveProperty('sub');
    expectRefusal(await get(token, '/strict'), 401, 'session_required');
  });

  test('counts as no session for what the destination of a COPY or MOVE asks', async () => {
    const to = (cookie: string, method: string) =>
      send(gateway, '/files/a', {
        method,
        headers: { cookie: `__Host-role=${cookie}`, destination: `${gateway.url}/own-files/a` },
      });
    const sessions: { readonly method: string; readonly old: string }[] = [];
    for (const method of ['COPY', 'MOVE']) {
      const old = await later(await signIn(), 70);
      const { token = '' } = renewed(await get(old)) ?? {};
      expect((await to(token, method)).status).toBe(200);
      sessions.push({ method, old });
    }
    await wait(GRACE_MS + 100);
    for (const { method, old } of sessions) {
      const reply = await unreached(origin, () => to(old, method));
      expectRefusal(reply, 401, 'session_required');
      expect(await notesOf(reply)).toEqual(['session_reused']);
    }
  });
});

test('a revocation ends every cookie of the session, the ones that were made after it too', async () => {
  const claims = await signIn();
  const { token = '' } = renewed(await get(await later(claims, 130))) ?? {};
  expect((await get(token)).status).toBe(200);
  await revoke(gateway, { tenant: 'acme', user: claims.sub, reason: 'left' });
  expectRefusal(await get(token, '/strict'), 401, 'session_required');
  const overdue = await get(await later(decodeJwt(token), 130), '/strict');
  expectRefusal(overdue, 401, 'session_required');
  expect(renewed(overdue)).toMatchObject({ token: '' });
  expect((await get(await later(await signIn(), 70), '/strict')).status).toBe(401);
});

test('signing in again with a cookie that is due gives the new session alone', async () => {
  const old = await later(await signIn(), 70);
  const headers = { cookie: `__Host-role=${old}` };
  const reply = await send(gateway, '/sign-in', { method: 'POST', body: 'x', headers });
  expect(renewed(reply)?.claims).toMatchObject({ gen: 1 });
});

test('signing out ends the session, and no older cookie brings it back', async () => {
  const old = await later(await signIn(), 70);
  const { token = '' } = renewed(await get(old)) ?? {};
  const reply = await send(gateway, '/.portcullis/session', {
    method: 'DELETE',
    headers: { cookie: `__Host-role=${token}` },
  });
  expect(reply.status).toBe(204);
  for (const each of [token, old]) expectRefusal(await get(each, '/strict'), 401, 'session_required');
});
