import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { decodeJwt } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { CLAIM_MS, recheckText } from '../../../worker/core/identity/index.ts';
import { type KeptKind, keptKey, keptOfSession } from '../../../worker/core/kept/kept-key.ts';
import { createRedisState } from '../../../worker/state/redis/redis-state.ts';
import { Browser } from '../../support/browser.ts';
import { type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { ofFile } from '../../support/of-file.ts';
import { providerGateOfFile } from '../../support/provider-gate.ts';
import { startRedisStore } from '../../support/redis-store.ts';

/** While a provider is asked about a session, the browser may go away, sign out, or ask for more. */

const redis = ofFile(await startRedisStore(), (started) => started[Symbol.asyncDispose]());
const { gateway, origin, idp, url } = await providerGateOfFile({
  lifetime: '2m, renew: { idle: 10m, absolute: 1h, grace: 30s, recheck: 1m }',
  identityProvider: { configuration: { issueRefreshToken: () => true, rotateRefreshToken: true } },
  settings: redis.settings,
});
const store = createRedisState({ url: redis.bridge.url, token: redis.token }, 2000);

interface SignedIn {
  readonly user: string;
  readonly id: string;
  /** Key of what is kept of the session. */
  readonly keyOf: (kind: KeptKind) => string;
  readonly token: string;
  /** The same cookie, already over: the gateway must ask before it lets anything through. */
  readonly over: string;
}

beforeEach(() => {
  idp.intercept = null;
});

async function signIn(user = `00u${Math.random()}`): Promise<SignedIn> {
  Object.assign(idp.person, { sub: user, claims: { groups: ['Readers'] } });
  const browser = new Browser();
  await browser.open(`${url}/x`);
  idp.asked.length = 0;
  const session = await sessionOf(user, browser.cookies.get(new URL(url).host)?.get('__Host-role') ?? '');
  await letTimePass(session);
  return session;
}

async function sessionOf(user: string, token: string): Promise<SignedIn> {
  const { iss: _, ...claims } = decodeJwt(token);
  const over = await gateway.mint.role({ ...claims, exp: Number(claims.iat) + 0.001 });
  const id = String(claims['sid']);
  return { user, id, keyOf: (kind: KeptKind) => keptKey(kind, user, id), token, over };
}

/** From now on, the provider was asked an hour ago. @param claimedMs as shared state keeps it */
async function letTimePass({ keyOf }: Pick<SignedIn, 'keyOf'>, claimedMs = 0): Promise<void> {
  const key = keyOf('recheck');
  const [kept = null] = await store.readKept('acme', [key]);
  const value = recheckText({ goodMs: Date.now() - 3_600_000, claimedMs });
  await store.writeKept('acme', [{ key, value, expires: kept?.expires ?? null }]);
}

async function textOf(key: string): Promise<string | null> {
  const [kept = null] = await store.readKept('acme', [key]);
  return kept?.value ?? null;
}

const cookieOf = (token: string) => ({ headers: { cookie: `__Host-role=${token}` } });
const refreshes = (): number => idp.asked.filter((each) => each === 'POST /token').length;

/** Something that happens once the provider has the refresh token, and before it answers. */
function whileAsked(act: (response: ServerResponse) => Promise<void>): void {
  idp.intercept = async (request, response) => {
    if (request.url === '/token') await act(response);
    return false;
  };
}

test('the next refresh token is kept, even if the browser has gone meanwhile', async () => {
  const session = await signIn();
  const { keyOf, over } = session;
  const source = await textOf(keyOf('source'));
  const socket = connect(gateway.port, '127.0.0.1');
  whileAsked(async () => {
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
      socket.resetAndDestroy();
    });
    // The gateway's own side learns of it a little later.
    await new Promise((resolve) => setTimeout(resolve, 500));
  });
  socket.write(`GET /x HTTP/1.1\r\nHost: localhost:${gateway.port}\r\nCookie: __Host-role=${over}\r\n\r\n`);
  await expect.poll(refreshes).toBe(1);
  await expect.poll(() => textOf(keyOf('source')), { timeout: 10_000 }).not.toBe(source);
  idp.intercept = null;
  await letTimePass(session);
  const before = origin.begun;
  expect((await send(gateway, '/x', cookieOf(over))).status).toBe(200);
  expect(origin.begun).toBe(before + 1);
});

test('a session that is signed out meanwhile leaves nothing in shared state', async () => {
  const { keyOf, token, over } = await signIn();
  whileAsked(async () => {
    const headers = { cookie: `__Host-role=${token}`, 'sec-fetch-site': 'same-origin', origin: url };
    await send(gateway, '/.portcullis/sign-out', { method: 'POST', headers });
    await expect.poll(() => textOf(keyOf('source'))).toBeNull();
  });
  const before = origin.begun;
  expectRefusal(await send(gateway, '/x', cookieOf(over)), 401, 'session_required');
  expect(origin.begun).toBe(before);
  expect([await textOf(keyOf('source')), await textOf(keyOf('recheck'))]).toEqual([null, null]);
});

test('a session that takes the place of another gets the next refresh token, not the one that is being used', async () => {
  const { user, token, over } = await signIn();
  let ended: Promise<Reply> | null = null;
  whileAsked(async () => {
    const headers = { cookie: `__Host-role=${token}`, 'sec-fetch-site': 'same-origin', origin: url };
    ended ??= send(gateway, '/.portcullis/sessions?others', { method: 'DELETE', headers });
    // It is under way while the provider is asked.
    await new Promise((resolve) => setTimeout(resolve, 500));
  });
  await send(gateway, '/x', cookieOf(over));
  const reply = await (ended as Promise<Reply> | null);
  expect(reply?.status).toBe(204);
  const next = await sessionOf(
    user,
    /__Host-role=([\w.-]+)/.exec(reply?.headers['set-cookie']?.join() ?? '')?.[1] ?? '',
  );
  idp.intercept = null;
  await letTimePass(next);
  const before = origin.begun;
  expect((await send(gateway, '/x', cookieOf(next.over))).status).toBe(200);
  expect([origin.begun, refreshes()]).toEqual([before + 1, 2]);
});

test('a provider is not asked while a gateway asks whose clock is ahead', async () => {
  const session = await signIn();
  await letTimePass(session, Date.now() + CLAIM_MS + 4000);
  const before = origin.begun;
  expectRefusal(await send(gateway, '/x', cookieOf(session.over)), 401, 'session_required');
  expect([origin.begun, refreshes()]).toEqual([before, 0]);
});

describe('nothing is left in shared state of a session that its user has ended', () => {
  const ask = (token: string, path: string, method: string) => {
    const headers = { cookie: `__Host-role=${token}`, 'sec-fetch-site': 'same-origin', origin: url };
    return send(gateway, `/.portcullis/${path}`, { method, headers });
  };
  const left = async (...sessions: readonly SignedIn[]) =>
    (await Promise.all(sessions.flatMap(keptOfSession).map(textOf))).filter((text) => text !== null);

  test.each<[string, (mine: SignedIn, other: SignedIn) => Promise<unknown>, 'mine' | 'other' | 'both']>([
    ['by signing out', ({ token }) => ask(token, 'sign-out', 'POST'), 'mine'],
    ['by itself', ({ token }, { id }) => ask(token, `sessions?id=${id}`, 'DELETE'), 'other'],
    ['with all', ({ token }) => ask(token, 'sessions?all', 'DELETE'), 'both'],
    ['with all others, in exchange for a new one', ({ token }) => ask(token, 'sessions?others', 'DELETE'), 'both'],
  ])('%s', async (_how, end, which) => {
    const mine = await signIn();
    const other = await signIn(mine.user);
    const ended = { mine: [mine], other: [other], both: [mine, other] }[which];
    expect(await left(...ended)).toHaveLength(ended.length * 4);
    await end(mine, other);
    await expect.poll(() => left(...ended)).toEqual([]);
  });
});

describe('after a long pause, several requests at once', () => {
  const askFourTimes = async (intercept: typeof idp.intercept) => {
    const { over } = await signIn();
    idp.intercept = intercept;
    const before = origin.begun;
    const replies = await Promise.all([1, 2, 3, 4].map(() => send(gateway, '/x', cookieOf(over))));
    return { replies, reached: origin.begun - before };
  };

  test('all go on by the answer that one of them gets', async () => {
    const { replies, reached } = await askFourTimes(async () => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      return false;
    });
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect([reached, refreshes()]).toEqual([4, 1]);
  });

  test('all are refused where the provider lets the person in no more', async () => {
    const { replies, reached } = await askFourTimes(async (request, response) => {
      if (request.url !== '/token') return false;
      await new Promise((resolve) => setTimeout(resolve, 300));
      response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"invalid_grant"}');
      return true;
    });
    for (const reply of replies) expectRefusal(reply, 401, 'session_required');
    expect(reached).toBe(0);
  });

  test('none waits for ever where the provider is silent', async () => {
    const { replies, reached } = await askFourTimes((request, response) => {
      if (request.url !== '/token') return false;
      response.writeHead(503).end();
      return true;
    });
    for (const reply of replies) expectRefusal(reply, 401, 'session_required');
    expect(reached).toBe(0);
  });
});
