import { decodeJwt } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { keptKey } from '../../../worker/core/kept/index.ts';
import { createRedisState } from '../../../worker/state/redis/redis-state.ts';
import { admin, revoke } from '../../support/admin.ts';
import { type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile, redisGateOfFile } from '../../support/gate.ts';
import { until } from '../../support/patience.ts';
import { guardedStatus } from '../../support/unreached.ts';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0';
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';

let users = 0;
let granted: Readonly<Record<string, unknown>> = {};
const { gateway, origin } = await gateOfFile({
  answer: (request, response) => {
    const { jti = '' } = decodeJwt(String(request.headers['portcullis-context']));
    void (async () => {
      const session = request.url === '/sign-in' ? { 'portcullis-session': await grant({ jti, ...granted }) } : {};
      response.writeHead(200, session).end('ok');
    })();
  },
  lifetime: '2m, renew: { idle: 10m, absolute: 1h }',
  routes: [
    'id: sign-in, path: /sign-in, access: public, signIn: true',
    'id: mine, path: /mine, access: { roles: any }, revocation: strict',
    'id: strict, path: /strict, access: { roles: any }, revocation: strict',
  ],
});
const { grant } = gateway.mint;

beforeEach(() => {
  users += 1;
  granted = { sub: `user-${users}` };
});

const SESSIONS = '/.portcullis/sessions';

function cookieOf(reply: Reply): string {
  return /^(__Host-role=[\w.-]+);/.exec(reply.headers['set-cookie']?.[0] ?? '')?.[1] ?? '';
}

async function signIn(userAgent = FIREFOX): Promise<string> {
  const headers = { 'user-agent': userAgent };
  return cookieOf(await send(gateway, '/sign-in', { method: 'POST', body: 'x', headers }));
}

const idOf = (cookie: string) => decodeJwt(cookie.slice('__Host-role='.length))['sid'];
const ask = (cookie: string, path = SESSIONS, method = 'GET') => send(gateway, path, { method, headers: { cookie } });
const statusAt = (path: '/mine' | '/strict', cookie: string) => guardedStatus(origin, () => ask(cookie, path));
async function statusOf(...cookies: string[]): Promise<readonly number[]> {
  const found: number[] = [];
  for (const cookie of cookies) found.push(await statusAt('/mine', cookie));
  return found;
}

interface Shown {
  readonly id: string;
  readonly device: string | null;
  readonly current: boolean;
  readonly since: string;
}
interface ListPage {
  readonly sessions: readonly Shown[];
  readonly next: string | null;
}
const list = async (cookie: string) =>
  (JSON.parse((await ask(cookie)).text) as { sessions: readonly Shown[] }).sessions;

test('a user sees their own sessions, and no others', async () => {
  const [laptop, phone] = [await signIn(), await signIn(PHONE)];
  granted = { sub: 'stranger' };
  await signIn();
  const reply = await ask(laptop);
  expect([reply.status, reply.header('cache-control')]).toEqual([200, 'private, no-store']);
  const sessions = await list(laptop);
  expect(sessions).toHaveLength(2);
  const byId = Object.fromEntries(sessions.map((each) => [each.id, each]));
  expect(byId[String(idOf(laptop))]).toMatchObject({ device: 'Firefox on Linux', current: true, actAs: null });
  expect(byId[String(idOf(phone))]).toMatchObject({ device: 'Safari on iPhone', current: false });
  expect(Date.parse(sessions[0]?.since ?? '')).toBeGreaterThan(Date.now() - 60_000);
});

describe('a user ends', () => {
  test('one other session', async () => {
    const [laptop, phone, tablet] = [await signIn(), await signIn(PHONE), await signIn()];
    expect((await ask(laptop, `${SESSIONS}?id=${idOf(phone)}`, 'DELETE')).status).toBe(204);
    expect(await statusOf(laptop, phone, tablet)).toEqual([200, 401, 200]);
    expect((await list(laptop)).map(({ id }) => id).sort()).toEqual([idOf(laptop), idOf(tablet)].sort());
  });

  test('every other session, and goes on in this one', async () => {
    const [laptop, phone, tablet] = [await signIn(), await signIn(PHONE), await signIn()];
    const reply = await ask(laptop, `${SESSIONS}?others`, 'DELETE');
    expect(reply.status).toBe(204);
    const next = cookieOf(reply);
    expect(await statusOf(next, laptop, phone, tablet)).toEqual([200, 401, 401, 401]);
    const before = decodeJwt(laptop.slice('__Host-role='.length));
    const after = decodeJwt(next.slice('__Host-role='.length));
    expect(after).toMatchObject({ sub: before.sub, auth_time: before['auth_time'], amr: before['amr'] });
    expect(Number(after['abs'])).toBeLessThanOrEqual(Number(before['abs']));
    expect((await list(next)).map(({ id }) => id)).toEqual([after['sid']]);
  });

  test('every other session, with one request of several at once: a copy of the cookie gets no session beside', async () => {
    const cookie = await signIn();
    const replies = await Promise.all(Array.from({ length: 8 }, () => ask(cookie, `${SESSIONS}?others`, 'DELETE')));
    const given = replies.map(cookieOf).filter((each) => each.length > '__Host-role='.length);
    expect(given).toHaveLength(1);
    expect(await statusOf(...given)).toEqual([200]);
  });

  test('no others once an operator has ended the sessions of the user, not even where that was not known yet', async () => {
    const cookie = await signIn();
    const asked = Array.from({ length: 20 }, () => ask(cookie, `${SESSIONS}?others`, 'DELETE'));
    await revoke(gateway, { tenant: 'acme', user: granted['sub'], reason: 'left' });
    const given = (await Promise.all(asked)).map(cookieOf).filter((each) => each.length > '__Host-role='.length);
    for (const each of given) expect(await statusAt('/strict', each)).toBe(401);
  });

  test('a session beyond the first page of the list', async () => {
    const mine = await signIn();
    const other = await signIn();
    const given = [mine, other];
    // A sign-in of so many at once may come to nothing on a busy machine.
    const another = () => until(async () => (await signIn()) || undefined);
    for (let more = 0; more < 205; more += 40) given.push(...(await Promise.all(Array.from({ length: 40 }, another))));
    const shown: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: string = cursor === '' ? '' : `?cursor=${encodeURIComponent(cursor)}`;
      const page = JSON.parse((await ask(mine, `${SESSIONS}${query}`)).text) as ListPage;
      shown.push(...page.sessions.map(({ id }) => id));
      cursor = page.next;
    }
    expect(new Set(shown).size).toBe(shown.length);
    expect(shown).toEqual(expect.arrayContaining(given.map(idOf)));
    // The last in the list, whichever that is.
    const last = shown.filter((id) => id !== idOf(mine)).at(-1);
    expect((await ask(mine, `${SESSIONS}?id=${last}`, 'DELETE')).status).toBe(204);
    const left = await gateway.mint.role({ sub: granted['sub'], sid: last });
    expect(await statusAt('/strict', `__Host-role=${left}`)).toBe(401);
  });

  test('all of them, this one too', async () => {
    const [laptop, phone] = [await signIn(), await signIn(PHONE)];
    const reply = await ask(laptop, `${SESSIONS}?all`, 'DELETE');
    expect([reply.status, reply.header('clear-site-data')]).toEqual([204, '"cache", "storage"']);
    expect(await statusOf(laptop, phone)).toEqual([401, 401]);
  });

  test('no session of another user, and learns nothing of it', async () => {
    const mine = await signIn();
    granted = { sub: `other-${users}` };
    const theirs = await signIn();
    expect((await ask(mine, `${SESSIONS}?id=${idOf(theirs)}`, 'DELETE')).status).toBe(204);
    expect((await ask(mine, `${SESSIONS}?id=nothing`, 'DELETE')).status).toBe(204);
    expect(await statusOf(mine, theirs)).toEqual([200, 200]);
  });

  test.each(['', '?id=a&all', '?others&all', '?some'])('nothing by %j', async (query) => {
    const mine = await signIn();
    expectRefusal(await ask(mine, `${SESSIONS}${query}`, 'DELETE'), 400, 'malformed_request');
    expect(await statusOf(mine)).toEqual([200]);
  });
});

describe('where shared state fails while the other sessions are being ended', async () => {
  const { bridge, token, ...gate } = await redisGateOfFile({
    lifetime: '2m, renew: { idle: 10m, absolute: 1h }',
    routes: ['id: strict, path: /strict, access: { roles: any }, revocation: strict'],
  });
  const store = createRedisState({ url: bridge.url, token }, 5000);

  test.each([
    ['before', 1],
    ['after', 0],
  ] as const)(
    '%s it has revoked, a later request gets a new session for the old one, and never two: %i',
    async (when, sessions) => {
      const sid = `session-${when}`;
      const cookie = await gate.gateway.mint.cookie({ sub: `user-${when}`, sid, iat: Date.now() / 1000 });
      const endOthers = () => send(gate.gateway, `${SESSIONS}?others`, { method: 'DELETE', headers: { cookie } });
      const statusOf = (own: string) =>
        guardedStatus(gate.origin, () => send(gate.gateway, '/strict', { headers: { cookie: own } }));
      expect(await statusOf(cookie)).toBe(200);
      bridge.fail(`reset-${when}`, ({ commands }) => JSON.stringify(commands).includes('ended by the user'));
      expectRefusal(await endOthers(), 503, 'unavailable');
      bridge.fail(null);
      // The first request may still be under way.
      await until(async () => {
        const { status, headers } = await endOthers();
        return status === 401
          ? expect(headers['set-cookie'] ?? []).not.toContainEqual(expect.stringMatching(/=ey/))
          : undefined;
      });
      const claim = keptKey('once', 'others', sid);
      const [kept] = await store.readKept('acme', [claim]);
      expect(Number(kept?.expires)).toBeLessThanOrEqual(Date.now() / 1000 + 30);
      // As if the claim had run out.
      await store.writeKept('acme', [{ key: claim, value: null, expires: null }]);
      const replies = await Promise.all([1, 2, 3, 4].map(endOthers));
      const given = replies.map(cookieOf).filter((each) => each.length > '__Host-role='.length);
      expect(given).toHaveLength(sessions);
      for (const each of given) expect(await statusOf(each)).toBe(200);
      expect(await statusOf(cookie)).toBe(401);
    },
  );
});

test('other sites, people in another’s name and visitors without a session get nothing', async () => {
  const mine = await signIn();
  const foreign = {
    cookie: mine,
    'sec-fetch-site': 'cross-site',
    'sec-fetch-mode': 'cors',
    origin: 'https://evil.example',
  };
  for (const method of ['GET', 'DELETE']) {
    expectRefusal(await send(gateway, `${SESSIONS}?all`, { method, headers: foreign }), 403, 'forbidden');
    expectRefusal(await send(gateway, `${SESSIONS}?all`, { method }), 401, 'session_required');
  }
  granted = { ...granted, act: { sub: 'support-1', reason: 'ticket 7' } };
  const acting = await signIn();
  for (const method of ['GET', 'DELETE']) expectRefusal(await ask(acting, `${SESSIONS}?all`, method), 403, 'forbidden');
  expect(await statusOf(mine)).toEqual([200]);
});

test('operators see who is signed in, without what a revocation has ended', async () => {
  const [laptop, phone] = [await signIn(), await signIn(PHONE)];
  const path = `tenants/acme/sessions?user=${String(granted['sub'])}`;
  const read = async () =>
    (JSON.parse((await admin(gateway, 'GET', path)).text) as { sessions: readonly { id: string; user: string }[] })
      .sessions;
  expect((await read()).map(({ id }) => id).sort()).toEqual([idOf(laptop), idOf(phone)].sort());
  await revoke(gateway, { tenant: 'acme', user: granted['sub'], reason: 'left' });
  expect(await read()).toEqual([]);
  const again = await signIn();
  expect(await read()).toMatchObject([{ id: idOf(again), user: granted['sub'] }]);
  const other = await gateway.mint.admin({ tid: 'globex' });
  const headers = { authorization: other };
  expectRefusal(await send(gateway, `/.portcullis/v1/${path}`, { headers }), 403, 'forbidden');
});

test('who I am says how long the session lives', async () => {
  const { secondsLeft, endsAt, expiresAt } = JSON.parse(
    (await ask(await signIn(), '/.portcullis/session')).text,
  ) as Record<string, number>;
  expect([Number(secondsLeft) > 580, Number(secondsLeft) <= 600]).toEqual([true, true]);
  expect(Number(endsAt) - Number(expiresAt)).toBeGreaterThan(3400);
});

test('the script is there for everyone, in the reader’s language', async () => {
  const reply = await send(gateway, '/.portcullis/session.js', { headers: { 'accept-language': 'de' } });
  expect([reply.status, reply.header('content-type'), reply.header('vary')]).toEqual([
    200,
    'text/javascript; charset=utf-8',
    'Accept-Language',
  ]);
  expect(reply.text).toContain('Angemeldet bleiben');
});
