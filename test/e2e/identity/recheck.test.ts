import { decodeJwt, type JWTPayload } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { recheckText } from '../../../worker/core/identity/index.ts';
import { keptKey } from '../../../worker/core/kept/index.ts';
import { createRedisState } from '../../../worker/state/redis/redis-state.ts';
import { Browser } from '../../support/browser.ts';
import { send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { redisStoreOfFile } from '../../support/of-file.ts';
import { type ProviderGateOptions, providerGateOfFile, startProviderGate } from '../../support/provider-gate.ts';
import { unreached } from '../../support/unreached.ts';
import { SCIM_TOKEN, scimClient } from './scim-conversations.ts';

/** A provider is asked again while sessions renew, so that someone who is locked out there is out here. */

let gives = true;
const OPTIONS: ProviderGateOptions = {
  routes: [
    'id: open, path: /open/**, methods: [GET, COPY, MOVE], access: public, origin: app',
    'id: app, path: /**, methods: [GET, PUT], access: { roles: any }, origin: app',
  ],
  lifetime: '2m, renew: { idle: 10m, absolute: 1h, grace: 30s, recheck: 1m }',
  identityProvider: {
    configuration: {
      issueRefreshToken: () => gives,
      rotateRefreshToken: true,
    },
  },
};
/** Asked whenever a cookie is to have a successor. */
const { gateway, origin, idp, url } = await providerGateOfFile({ ...OPTIONS, recheckSeconds: 0 });
const { host } = new URL(url);
let browser: Browser;

beforeEach(() => {
  browser = new Browser();
  gives = true;
  idp.intercept = null;
  idp.asked.length = 0;
  const person = { sub: '00u1', claims: { groups: ['Readers'] }, acr: undefined, amr: undefined, agrees: true };
  Object.assign(idp.person, person);
});

async function signIn(sub = `00u${Math.random()}`): Promise<JWTPayload> {
  Object.assign(idp.person, { sub });
  await browser.open(`${url}/`);
  idp.asked.length = 0;
  return decodeJwt(browser.cookies.get(host)?.get('__Host-role') ?? '');
}

/** The same cookie as it would be seconds later: past its half, or past its end. */
function later(claims: JWTPayload, seconds: number, mint = gateway.mint): Promise<string> {
  const { iat = 0, exp = 0, iss: _, ...rest } = claims;
  const times = { iat: iat - seconds, exp: exp - seconds, start: Number(claims['start']) - seconds };
  return mint.role({ ...rest, abs: Number(claims['abs']) - seconds, ...times });
}

async function ask(token: string) {
  const before = origin.begun;
  const reply = await send(gateway, '/x', { headers: { cookie: `__Host-role=${token}` } });
  const [cookie = ''] = reply.headers['set-cookie'] ?? [];
  const next = /^__Host-role=([\w.-]+);/.exec(cookie)?.[1] ?? null;
  return { reply, reached: origin.begun > before, next: next === null ? null : decodeJwt(next) };
}

const letsNoOneIn: typeof idp.intercept = (request, response) => {
  if (request.url !== '/token') return false;
  response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"invalid_grant"}');
  return true;
};
const refreshes = (): number => idp.asked.filter((each) => each === 'POST /token').length;

test('a person who is still there goes on, by one refresh token after the other, and with several requests at once', async () => {
  const due = await later(await signIn(), 70);
  for (const times of [1, 2]) {
    expect((await ask(due)).next).toMatchObject({ gen: 2 });
    expect(refreshes()).toBe(times);
  }
  // The provider ends everything where it sees a refresh token twice.
  const answers = await Promise.all([1, 2, 3, 4].map(() => ask(due)));
  expect(answers.map(({ reached }) => reached)).toEqual([true, true, true, true]);
  expect((await ask(due)).reached).toBe(true);
});

test('the provider is not asked while its last answer is new enough', async () => {
  await using gate = await startProviderGate({ ...OPTIONS, recheckSeconds: 3600 });
  gate.idp.person.claims = { groups: ['Readers'] };
  const visitor = new Browser();
  await visitor.open(`${gate.url}/`);
  const claims = decodeJwt(visitor.cookies.get(new URL(gate.url).host)?.get('__Host-role') ?? '');
  gate.idp.asked.length = 0;
  const token = await later(claims, 70, gate.gateway.mint);
  const reply = await send(gate.gateway, '/x', { headers: { cookie: `__Host-role=${token}` } });
  expect([reply.status, reply.header('set-cookie')]).toEqual([200, expect.stringContaining('__Host-role=')]);
  expect(gate.idp.asked).toEqual([]);
});

describe('a person whom the provider no longer lets in', () => {
  test('is out with the next renewal, with every copy of the cookie', async () => {
    const claims = await signIn();
    idp.intercept = letsNoOneIn;
    const { reply, reached } = await ask(await later(claims, 70));
    expectRefusal(reply, 401, 'session_required');
    expect([reached, reply.header('set-cookie')]).toEqual([false, expect.stringContaining('Max-Age=0')]);
    await expect.poll(async () => (await ask(await later(claims, 1))).reached).toBe(false);
  });

  test.each(['COPY', 'MOVE'])('is out for what the destination of a %s asks, too', async (method) => {
    const due = await later(await signIn(), 70);
    const headers = { cookie: `__Host-role=${due}`, destination: `${url}/mine/a` };
    const toMine = () => send(gateway, '/open/a', { method, headers });
    expect((await toMine()).status).toBe(200);
    idp.intercept = letsNoOneIn;
    expectRefusal(await unreached(origin, toMine), 401, 'session_required');
  });

  test('or gives another role, must sign in again', async () => {
    const claims = await signIn();
    Object.assign(idp.person.claims, { groups: ['Owners'] });
    const { reply, reached } = await ask(await later(claims, 70));
    expectRefusal(reply, 401, 'session_required');
    expect(reached).toBe(false);
  });
});

describe('a person in the directory of the provider', async () => {
  const store = await redisStoreOfFile();
  const gate = await providerGateOfFile({
    ...OPTIONS,
    recheckSeconds: 0,
    rule: { signals: { scim: 'IDP_SCIM_TOKEN', universalLogout: false, backchannelLogout: false, events: null } },
    settings: { IDP_SCIM_TOKEN: SCIM_TOKEN, ...store.settings },
  });
  const call = scimClient(gate.gateway, 'idp');
  let sub = '';

  beforeEach(() => {
    sub = `00u${Math.random()}`;
    Object.assign(gate.idp.person, { sub, claims: { groups: ['Readers'] } });
  });

  const idOf = (text: string): string => (JSON.parse(text) as { readonly id: string }).id;
  const due = async () => {
    const visitor = new Browser();
    await visitor.open(`${gate.url}/`);
    const claims = decodeJwt(visitor.cookies.get(new URL(gate.url).host)?.get('__Host-role') ?? '');
    return later(claims, 70, gate.gateway.mint);
  };
  const askGate = async (token: string) => {
    const { begun } = gate.origin;
    const reply = await send(gate.gateway, '/x', { headers: { cookie: `__Host-role=${token}` } });
    return { reply, reached: gate.origin.begun > begun };
  };

  test('must sign in again where the claims give another role', async () => {
    const token = await due();
    gate.idp.person.claims = { groups: ['Owners'] };
    const { reply, reached } = await askGate(token);
    expectRefusal(reply, 401, 'session_required');
    expect(reached).toBe(false);
  });

  test('goes on with the groups that only the directory has', async () => {
    gate.idp.person.claims = {};
    const user = await call('POST', '/Users', { userName: `${sub}@acme.example`, externalId: sub });
    await call('POST', '/Groups', { displayName: 'Readers', members: [{ value: idOf(user.text) }] });
    const { reply, reached } = await askGate(await due());
    expect([reached, reply.header('set-cookie')]).toEqual([true, expect.stringContaining('__Host-role=')]);
  });

  test('is out where the directory has the person as inactive, even if no signal of it came through', async () => {
    const { text } = await call('POST', '/Users', { userName: `${sub}@acme.example`, externalId: 'another' });
    gate.idp.person.claims = { groups: ['Readers'] };
    const token = await due();
    // The session knows nothing of the entry's name.
    await call('PATCH', `/Users/${idOf(text)}`, { Operations: [{ op: 'replace', path: 'active', value: false }] });
    gate.idp.person.claims = { groups: ['Readers'], preferred_username: `${sub}@acme.example` };
    const { reply, reached } = await askGate(token);
    expectRefusal(reply, 401, 'session_required');
    expect(reached).toBe(false);
  });
});

describe('a provider that does not answer', () => {
  test.each([
    ['breaks', 503, '{}'],
    ['speaks of the gateway, not of the person', 401, '{"error":"invalid_client"}'],
    ['says something else', 200, 'hello'],
    ['hangs up', null, ''],
  ])('or %s, ends no session while its last answer is not too old', async (_what, status, body) => {
    const claims = await signIn();
    idp.intercept = (request, response) => {
      if (request.url !== '/token') return false;
      if (status === null) request.socket.destroy();
      else response.writeHead(status, { 'content-type': 'application/json' }).end(body);
      return true;
    };
    const { reached, next } = await ask(await later(claims, 70));
    expect([reached, next?.['gen']]).toEqual([true, 2]);
    expect(refreshes()).toBe(1);
  });
});

describe('where a provider is silent and its last answer', async () => {
  const redis = await redisStoreOfFile();
  const gate = await providerGateOfFile({ ...OPTIONS, recheckSeconds: 0, settings: redis.settings });
  const store = createRedisState({ url: redis.bridge.url, token: redis.token }, 5000);

  /** A session about which the provider last gave an answer so long ago, and gives none now. */
  async function signInAt(ageMs: number): Promise<JWTPayload> {
    const user = `00u${Math.random()}`;
    Object.assign(gate.idp, { intercept: null });
    Object.assign(gate.idp.person, { sub: user, claims: { groups: ['Readers'] } });
    const visitor = new Browser();
    await visitor.open(`${gate.url}/`);
    const claims = decodeJwt(visitor.cookies.get(new URL(gate.url).host)?.get('__Host-role') ?? '');
    const key = keptKey('recheck', user, String(claims['sid']));
    const [kept] = await store.readKept('acme', [key]);
    if (kept === undefined || kept === null) throw new Error('no document of the session');
    const value = recheckText({ goodMs: Date.now() - ageMs, claimedMs: 0 });
    await store.writeKept('acme', [{ key, value, expires: kept.expires }]);
    gate.idp.asked.length = 0;
    gate.idp.intercept = (request, response) => {
      if (request.url !== '/token') return false;
      response.writeHead(503).end();
      return true;
    };
    return claims;
  }
  const askGate = (token: string) => send(gate.gateway, '/x', { headers: { cookie: `__Host-role=${token}` } });
  const over = ({ iss: _, ...claims }: JWTPayload) =>
    gate.gateway.mint.role({ ...claims, exp: Number(claims.iat) + 0.001 });

  test('is too old, a cookie that is over is not renewed', async () => {
    const token = await over(await signInAt(121_000));
    expectRefusal(await unreached(gate.origin, () => askGate(token)), 401, 'session_required');
    expect(gate.idp.asked).toEqual(['POST /token']);
  });

  test('is too old, a cookie that is due gets no successor', async () => {
    const token = await later(await signInAt(121_000), 70, gate.gateway.mint);
    const reply = await askGate(token);
    expect([reply.status, reply.headers['set-cookie']]).toEqual([200, undefined]);
    expect(gate.idp.asked).toEqual(['POST /token']);
  });

  test('is new enough, a cookie that is over is renewed', async () => {
    const reply = await askGate(await over(await signInAt(10_000)));
    expect([reply.status, reply.headers['set-cookie']]).toEqual([200, [expect.stringContaining('__Host-role=ey')]]);
  });
});

test('a provider that gives no refresh token is asked by a new sign-in: there is no second cookie', async () => {
  gives = false;
  const claims = await signIn();
  expect(claims).not.toHaveProperty('gen');
});

describe('a session that takes the place of the others', () => {
  const replace = async () => {
    const token = browser.cookies.get(host)?.get('__Host-role') ?? '';
    const reply = await send(gateway, '/.portcullis/sessions?others', {
      method: 'DELETE',
      headers: { cookie: `__Host-role=${token}` },
    });
    return decodeJwt(/^__Host-role=([\w.-]+);/.exec(reply.headers['set-cookie']?.[0] ?? '')?.[1] ?? '');
  };

  test('is asked about at the same provider', async () => {
    await signIn();
    const { iss: _, ...next } = await replace();
    // Already over. It is as young as its session, which must not have begun before the others were ended.
    const over = await gateway.mint.role({ ...next, exp: Number(next.iat) + 0.001 });
    expect((await ask(over)).reached).toBe(true);
    expect(refreshes()).toBe(1);
  });

  test('never renews where the first one could not', async () => {
    gives = false;
    await signIn();
    expect(await replace()).not.toHaveProperty('gen');
  });
});
