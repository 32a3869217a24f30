import { calculateJwkThumbprint, decodeJwt } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { revoke } from '../../support/admin.ts';
import { boundBrowser, REFRESH } from '../../support/bound-browser.ts';
import { bound, boundGate, eventOf, expectNone, granted, later } from '../../support/bound-gate.ts';
import { send } from '../../support/client.ts';
import { contextOf } from '../../support/context.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { type Gate, gateOfFile, type RedisGate, redisGateOfFile, startGate } from '../../support/gate.ts';
import { startTestGateway } from '../../support/gateway.ts';
import { until } from '../../support/patience.ts';

const embedded: Gate = await gateOfFile(boundGate(() => embedded, 'preferred'));
const redis: RedisGate = await redisGateOfFile(boundGate(() => redis, 'preferred'));
const required: Gate = await gateOfFile(boundGate(() => required, 'required'));

let users = 0;
beforeEach(() => {
  users += 1;
  granted.claims = { sub: `user-${users}` };
});

describe.each([
  ['embedded state', embedded],
  ['Redis', redis],
])('with %s', (_name, gate) => {
  const { gateway, origin } = gate;

  test.each(['ES256', 'RS256'])('a key for %s binds the session: the browser learns how to renew it', async (alg) => {
    const browser = await boundBrowser(gateway, { alg });
    await browser.signIn();
    const first = browser.claims();
    const reply = await browser.register();
    expect([reply.status, reply.header('cache-control')]).toEqual([200, 'no-store']);
    expect(JSON.parse(reply.text)).toEqual({
      session_identifier: browser.name,
      refresh_url: REFRESH,
      scope: { origin: `http://localhost:${gateway.port}`, include_site: false, scope_specification: [] },
      credentials: [{ type: 'cookie', name: '__Host-role', attributes: 'Path=/; Secure; HttpOnly; SameSite=Lax' }],
    });
    const [, maxAge] = /Max-Age=(\d+); Secure; HttpOnly; SameSite=Lax$/.exec(reply.header('set-cookie') ?? '') ?? [];
    expect([Number(maxAge) > 290, Number(maxAge) <= 300]).toEqual([true, true]);
    const { iat: _iat, exp: _exp, gen: _gen, seen: _seen, cnf, ...rest } = browser.claims();
    const { iat: _i, exp: _e, gen: _g, seen: _s, ...before } = first;
    expect(rest).toEqual(before);
    expect(cnf).toEqual({ jkt: await calculateJwkThumbprint(browser.jwk) });
    expect((await eventOf(gate, reply))['notes']).toEqual(['device_registered']);
    expect((await browser.get('/strict')).status).toBe(200);
    expect(await contextOf(gateway, origin.seen.at(-1))).toMatchObject({ sub: before['sub'], cnf });
    expect(JSON.parse((await browser.get('/.portcullis/session')).text)).toMatchObject({ bound: true });
    const { sessions } = JSON.parse((await browser.get('/.portcullis/sessions')).text) as { sessions: object[] };
    expect(sessions).toMatchObject([{ bound: true, current: true }]);
  });

  test('the key alone renews: with the challenge that came last, or by one more question', async () => {
    const browser = await bound(gate);
    const before = browser.claims();
    for (const expected of [200, 200]) {
      const reply = await browser.refresh();
      expect([reply.status, reply.header('cache-control')]).toEqual([expected, 'no-store']);
      expect((await eventOf(gate, reply))['notes']).toEqual(['session_renewed_by_key']);
    }
    const { auth_time, amr, abs, start, sid, cnf, roles } = before;
    expect(browser.claims()).toMatchObject({ auth_time, amr, abs, start, sid, cnf, roles, gen: 4 });
    browser.challenge = null;
    const asked = await browser.refresh();
    expect([asked.status, asked.headers['set-cookie'], asked.header('location')]).toEqual([403, undefined, null]);
    expect(asked.header('secure-session-challenge')).toContain(`;id="${browser.name}"`);
    expect((await browser.refresh()).status).toBe(200);
    expect((await browser.get('/strict')).status).toBe(200);
  });

  test('a copied cookie has no successor, and ends with its own time', async () => {
    const browser = await boundBrowser(gateway);
    await browser.signIn();
    const unbound = browser.claims();
    await browser.register();
    for (const claims of [browser.claims(), unbound]) {
      const due = await browser.get('/mine', await later(gate, claims, 200));
      expect([due.status, due.headers['set-cookie']]).toEqual([200, undefined]);
      const before = origin.seen.length;
      for (const path of ['/mine', '/strict', '/.portcullis/session']) {
        const over = await browser.get(path, await later(gate, claims, 310));
        expectRefusal(over, 401, 'session_required');
        expect(over.headers['set-cookie']).toBeUndefined();
      }
      expect(origin.seen.length).toBe(before);
    }
    expect((await browser.refresh()).status).toBe(200);
  });

  test('the first key stays: another is refused, with the first cookie and with the bound one', async () => {
    const browser = await boundBrowser(gateway);
    await browser.signIn();
    const { cookie, offer } = browser;
    await browser.register();
    const thief = await boundBrowser(gateway);
    thief.offer = offer;
    for (const each of [cookie, browser.cookie])
      await expectNone(gate, await thief.register(undefined, each), 'device_already_bound');
    expect((await browser.refresh()).status).toBe(200);
  });

  test('of two keys at once, one is registered', async () => {
    const [first, second] = [await boundBrowser(gateway), await boundBrowser(gateway)];
    await first.signIn();
    Object.assign(second, { cookie: first.cookie, offer: first.offer });
    const replies = await Promise.all([first.register(), second.register()]);
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 401]);
  });

  test('a proof is good for one cookie, also of two at once', async () => {
    const browser = await bound(gate);
    const proof = await browser.proof({ jti: browser.challenge });
    const replies = await Promise.all([1, 2, 3].map(() => browser.refresh(proof)));
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 403, 403]);
    const replayed = await browser.refresh(proof);
    expect([replayed.status, replayed.headers['set-cookie']]).toEqual([403, undefined]);
    // Who has the key goes on with what it was asked for.
    expect((await browser.refresh()).status).toBe(200);
  });

  test('a revocation ends it, and its key renews nothing', async () => {
    const browser = await bound(gate);
    await revoke(gateway, { tenant: 'acme', user: browser.claims().sub, reason: 'left' });
    const before = origin.seen.length;
    await expectNone(gate, await browser.refresh(), 'device_session_ended session_revoked');
    expectRefusal(await browser.get('/strict'), 401, 'session_required');
    expect(origin.seen.length).toBe(before);
  });

  test('signing out ends it', async () => {
    const browser = await bound(gate);
    const headers = { cookie: `__Host-role=${browser.cookie}` };
    expect((await send(gateway, '/.portcullis/session', { method: 'DELETE', headers })).status).toBe(204);
    const reply = await browser.refresh();
    expectRefusal(reply, 401, 'session_required');
    expect(reply.headers['set-cookie']).toBeUndefined();
  });

  test('to end all other sessions, the key need not be shown, and the cookie lives no longer for it', async () => {
    const browser = await bound(gate);
    const old = browser.claims();
    const headers = { cookie: `__Host-role=${browser.cookie}` };
    const reply = await send(gateway, '/.portcullis/sessions?others', { method: 'DELETE', headers });
    expect([reply.status, reply.header('secure-session-registration')]).toEqual([204, null]);
    const [, cookie = ''] = /^__Host-role=([\w.-]+);/.exec(reply.header('set-cookie') ?? '') ?? [];
    expect(decodeJwt(cookie)).toMatchObject({ exp: old.exp, cnf: old['cnf'] });
    expectRefusal(await browser.get('/strict'), 401, 'session_required');
    expect((await browser.get('/strict', cookie)).status).toBe(200);
    expect((await browser.refresh()).status).toBe(200);
    expect(browser.claims()['sid']).toBe(decodeJwt(cookie)['sid']);
    expect((await browser.get('/strict')).status).toBe(200);
  });
});

describe('where a key is required', () => {
  const gate = required;

  test('a session without one has no second cookie, and one with a key has', async () => {
    const browser = await boundBrowser(gate.gateway);
    await browser.signIn();
    const claims = browser.claims();
    const due = await browser.get('/mine', await later(gate, claims, 200));
    expect([due.status, due.headers['set-cookie']]).toEqual([200, undefined]);
    const before = gate.origin.seen.length;
    expectRefusal(await browser.get('/mine', await later(gate, claims, 310)), 401, 'session_required');
    expect(gate.origin.seen.length).toBe(before);
    expect((await browser.register()).status).toBe(200);
    expect((await browser.refresh()).status).toBe(200);
  });

  test('a key that comes in the second half of the first cookie is too late', async () => {
    const browser = await boundBrowser(gate.gateway);
    await browser.signIn();
    const reply = await browser.register(undefined, await later(gate, browser.claims(), 160));
    await expectNone(gate, reply, 'device_proof_invalid too late');
  });

  test('ending all other sessions gives no cookie that lives longer', async () => {
    const browser = await boundBrowser(gate.gateway);
    await browser.signIn();
    const { exp = 0 } = browser.claims();
    const headers = { cookie: `__Host-role=${browser.cookie}` };
    const reply = await send(gate.gateway, '/.portcullis/sessions?others', { method: 'DELETE', headers });
    const [, cookie = ''] = /^__Host-role=([\w.-]+);/.exec(reply.header('set-cookie') ?? '') ?? [];
    expect(decodeJwt(cookie)).toMatchObject({ exp, abs: exp });
  });

  test('the first cookie is kept for no longer than it counts', async () => {
    const browser = await boundBrowser(gate.gateway);
    const [, maxAge] = /Max-Age=(\d+);/.exec((await browser.signIn()).header('set-cookie') ?? '') ?? [];
    expect(Number(maxAge)).toBeLessThanOrEqual(300);
  });
});

test('where the rules bind no sessions, none is offered, and no key can be registered', async () => {
  const gate: Gate = await startGate(boundGate(() => gate, 'off'));
  await using _ = gate;
  const browser = await boundBrowser(gate.gateway);
  await browser.signIn();
  expect(browser.offer).toBeNull();
  expectRefusal(await browser.register(null), 404, 'no_route');
  const renewed = await browser.get('/mine', await later(gate, browser.claims(), 200));
  expect(renewed.headers['set-cookie']).toHaveLength(1);
});

test('where the rules no longer bind sessions, the keys of those that are bound renew them still', async () => {
  const at = { port: redis.gateway.port };
  const browser = await boundBrowser(at);
  await browser.signIn();
  expect((await browser.register()).status).toBe(200);
  const { policy, settings } = redis.gateway;
  const { renew } = policy.session;
  if (renew === null) throw new Error('sessions are to renew');
  const rules = () => ({ ...policy, session: { ...policy.session, renew: { ...renew, device: 'off' as const } } });
  const second = await startTestGateway({ rules, settings });
  try {
    at.port = second.port;
    const before = browser.claims();
    expect((await browser.refresh()).status).toBe(200);
    expect(browser.claims()).toMatchObject({ sid: before['sid'], cnf: before['cnf'], gen: Number(before['gen']) + 1 });
    expect((await browser.get('/strict')).status).toBe(200);
  } finally {
    await second.stop();
  }
});

test('while state is away, nothing is renewed or ended: the browser comes again', async () => {
  const browser = await bound(redis);
  const before = browser.cookie;
  redis.bridge.fail('server-error');
  try {
    expectRefusal(await browser.refresh(), 503, 'unavailable');
  } finally {
    redis.bridge.fail(null);
  }
  expect(browser.cookie).toBe(before);
  await until(async () => ((await browser.refresh()).status === 200 ? true : undefined));
  expect((await browser.get('/strict')).status).toBe(200);
});
