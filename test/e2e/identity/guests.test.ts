import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../../cli/run-cli.ts';
import { admin } from '../../support/admin.ts';
import { Browser } from '../../support/browser.ts';
import { send } from '../../support/client.ts';
import { folderOfFile, redisStoreOfFile } from '../../support/of-file.ts';
import { until } from '../../support/patience.ts';
import { providerGateOfFile } from '../../support/provider-gate.ts';
import { testRules } from '../../support/rules.ts';
import { guardedStatus } from '../../support/unreached.ts';
import { SCIM_TOKEN, scimClient } from './scim-conversations.ts';

/** People who may be here until a moment: by an app's grant, the directory, a claim; and machines. */

const EXTENSION = 'urn:ietf:params:scim:schemas:extension:portcullis:2.0:User';
const redis = await redisStoreOfFile();
let granted: Readonly<Record<string, unknown>> = {};
const { gateway, origin, idp, url } = await providerGateOfFile({
  answer: (request, response) => {
    const { jti = '' } = decodeJwt(String(request.headers['portcullis-context']));
    void (async () => {
      const session = request.url === '/hand-off' ? await gateway.mint.grant({ jti, ...granted }) : null;
      response.writeHead(200, session === null ? {} : { 'portcullis-session': session }).end('ok');
    })();
  },
  more: 'tokens: { roles: [reader], lifetime: 90d }',
  lifetime: '10m, renew: { idle: 20m, absolute: 1h }',
  rule: {
    window: { notBefore: 'access_from', notAfter: 'access_until' },
    signals: { scim: 'IDP_SCIM_TOKEN', universalLogout: false, backchannelLogout: false, events: null },
  },
  identityProvider: {
    configuration: { claims: { openid: ['sub', 'sid', 'auth_time', 'groups', 'access_from', 'access_until'] } },
  },
  settings: { IDP_SCIM_TOKEN: SCIM_TOKEN, ...redis.settings },
  routes: [
    'id: hand-off, path: /hand-off, access: public, signIn: true, origin: app',
    'id: machine, path: /machine, access: { roles: any, credentials: [session, token] }, origin: app',
    'id: robots, path: /robots, access: { roles: any, credentials: [token] }, whenStateUnavailable: open, origin: app',
    'id: app, path: /**, access: { roles: any }, whenStateUnavailable: open, origin: app',
  ],
});
const { host } = new URL(url);
const scim = scimClient(gateway, 'idp');
const folder = await folderOfFile('portcullis-guests');
let people = 0;
let sub = '';
let browser: Browser;

beforeEach(() => {
  people += 1;
  sub = `guest-${people}`;
  browser = new Browser();
  granted = {};
  Object.assign(idp.person, { sub, claims: { groups: ['Readers'] }, agrees: true });
});

afterEach(async () => {
  redis.bridge.fail(null);
  // Until the gateway asks its state again.
  await until(async () => ((await scim('GET', '/ServiceProviderConfig')).status === 200 ? true : undefined));
});

const soon = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
const cookieIn = () => browser.cookies.get(host)?.get('__Host-role');
const ask = (cookie: string | undefined) =>
  guardedStatus(origin, () => send(gateway, '/', { headers: { cookie: `__Host-role=${cookie}` } }));

async function byGrant(window: object): Promise<string | undefined> {
  granted = { sub, ...window };
  const reply = await send(gateway, '/hand-off', { method: 'POST', body: 'x' });
  return /^__Host-role=([\w.-]+)/.exec(reply.headers['set-cookie']?.[0] ?? '')?.[1];
}

async function byProvider(): Promise<string | undefined> {
  await browser.open(`${url}/`);
  return cookieIn();
}

async function byDirectory({ not_after }: { readonly not_after: number }): Promise<string | undefined> {
  const window = { [EXTENSION]: { notAfter: iso(not_after) } };
  const made = await scim('POST', '/Users', { userName: `${sub}@x`, externalId: sub, ...window });
  expect(made.status, made.text).toBe(201);
  return byProvider();
}

function byClaim({ not_after }: { readonly not_after: number }): Promise<string | undefined> {
  idp.person.claims = { groups: ['Readers'], access_until: iso(not_after) };
  return byProvider();
}

/** What holds until a moment is of use before it, and of none after it. @param make makes it, and how to use it */
async function expectOutAt(make: (end: number) => Promise<() => Promise<number>>): Promise<void> {
  const { end, use } = await until(async () => {
    const end = soon(3);
    const use = await make(end);
    const isIn = (await use()) === 200;
    // On a busy machine, the moment may have passed: then it shows nothing.
    return isIn && Date.now() / 1000 < end ? { end, use } : undefined;
  });
  await until(async () => ((await use()) === 401 ? true : undefined));
  expect(Date.now() / 1000).toBeGreaterThanOrEqual(end);
}

/** The guests of acme whom a caller sees, of every page. */
async function listed(): Promise<readonly Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`;
    const reply = await admin(gateway, 'GET', `tenants/acme/guests${query}`);
    expect(reply.status).toBe(200);
    const page = JSON.parse(reply.text) as { guests: Record<string, unknown>[]; next: string | null };
    found.push(...page.guests);
    cursor = page.next;
  } while (cursor !== null);
  return found;
}

describe.each([
  ['the grant of an app', byGrant],
  ['the directory', byDirectory],
  ['a claim', byClaim],
] as const)('by %s', (_, signIn) => {
  test('a guest is out on the dot, with shared state down too', async () => {
    const far = soon(300);
    const cookie = await signIn({ not_after: far });
    const { iss: _, ...claims } = decodeJwt(cookie ?? '');
    expect(claims).toMatchObject({ abs: far, exp: far });
    expect(await ask(cookie)).toBe(200);
    redis.bridge.fail('server-error');
    await expectOutAt(async (end) => {
      const soonOver = await gateway.mint.role({ ...claims, abs: end, exp: end });
      return () => ask(soonOver);
    });
  });

  test('a guest is listed with the end, and no longer once the session has ended', async () => {
    const end = soon(3000);
    const cookie = await signIn({ not_after: end });
    const mine = async () => (await listed()).filter(({ kind, user }) => kind === 'session' && user === sub);
    expect(await mine()).toEqual([
      { kind: 'session', user: sub, session: expect.any(String), notBefore: null, notAfter: expect.any(String) },
    ]);
    expect(Date.parse(String((await mine())[0]?.['notAfter'])) / 1000).toBe(end);
    await send(gateway, '/.portcullis/session', { method: 'DELETE', headers: { cookie: `__Host-role=${cookie}` } });
    expect(await mine()).toEqual([]);
  });

  test('a guest who ends all other sessions stays on the list, with the new one and its end', async () => {
    const end = soon(3000);
    const headers = { cookie: `__Host-role=${await signIn({ not_after: end })}` };
    const reply = await send(gateway, '/.portcullis/sessions?others', { method: 'DELETE', headers });
    const [, next = ''] = /^__Host-role=([\w.-]+)/.exec(reply.headers['set-cookie']?.[0] ?? '') ?? [];
    const { sid, abs } = decodeJwt(next);
    expect([await ask(next), abs]).toEqual([200, end]);
    const mine = (await listed()).filter(({ kind, user }) => kind === 'session' && user === sub);
    expect(mine).toEqual([{ kind: 'session', user: sub, session: sid, notBefore: null, notAfter: expect.any(String) }]);
    expect(Date.parse(String(mine[0]?.['notAfter'])) / 1000).toBe(end);
  });
});

describe('before the time', () => {
  test('of a grant, the session does not count', async () => {
    const cookie = await byGrant({ not_before: soon(60) });
    expect([typeof cookie, await ask(cookie)]).toEqual(['string', 401]);
  });

  test('of a claim, there is no session', async () => {
    idp.person.claims = { groups: ['Readers'], access_from: soon(60) };
    const { begun } = origin;
    expect([await byProvider(), origin.begun]).toEqual([undefined, begun]);
  });

  test.each([
    ['access_until', 'next week'],
    ['access_from', true],
  ])('a %s of %j gives no session', async (name, value) => {
    idp.person.claims = { groups: ['Readers'], [name]: value };
    expect(await byProvider()).toBeUndefined();
  });
});

test('of directory and claim, the earlier end counts', async () => {
  idp.person.claims = { groups: ['Readers'], access_until: iso(soon(2000)) };
  const end = soon(1000);
  await byDirectory({ not_after: end });
  expect(decodeJwt(cookieIn() ?? '')['abs']).toBe(end);
});

test('people of the directory are listed whether or not they are signed in, until the window is taken away', async () => {
  const window = { [EXTENSION]: { notBefore: iso(soon(500)), notAfter: iso(soon(1000)) } };
  const user = { userName: `${sub}@x`, externalId: sub };
  const { id } = JSON.parse((await scim('POST', '/Users', { ...user, ...window })).text) as { id: string };
  const mine = async () => (await listed()).filter((each) => each['id'] === id);
  expect(await mine()).toEqual([
    {
      kind: 'person',
      provider: 'idp',
      id,
      userName: `${sub}@x`,
      notBefore: expect.any(String),
      notAfter: expect.any(String),
    },
  ]);
  await scim('PUT', `/Users/${id}`, user);
  expect(await mine()).toEqual([]);
  await scim('PUT', `/Users/${id}`, { ...user, ...window });
  expect(await mine()).toHaveLength(1);
  await scim('DELETE', `/Users/${id}`);
  expect(await mine()).toEqual([]);
});

describe('a token', () => {
  const create = async (changes: object) =>
    JSON.parse(
      (await admin(gateway, 'POST', 'tenants/acme/tokens', { name: 'ci', roles: ['reader'], ...changes })).text,
    ) as { readonly id: string; readonly token: string };
  const use = (token: string, path = '/machine') =>
    guardedStatus(origin, () => send(gateway, path, { headers: { authorization: `Bearer ${token}` } }));

  test('ends on the dot', async () => {
    await expectOutAt(async (end) => {
      const { token } = await create({ expires: iso(end) });
      return () => use(token);
    });
  });

  test('that the gateway has not read yet opens nothing while state is down, not even what is open then', async () => {
    const { token } = await create({});
    redis.bridge.fail('server-error');
    expect(await use(token, '/robots')).toBe(503);
    redis.bridge.fail(null);
    await until(async () => ((await use(token, '/robots')) === 200 ? true : undefined));
  });

  test('is listed with its end', async () => {
    const { id } = await create({});
    expect(await listed()).toContainEqual({
      kind: 'token',
      id,
      name: 'ci',
      notBefore: null,
      notAfter: expect.any(String),
    });
  });
});

describe('the list', () => {
  test.each(['nowhere', 'directory.none x', '%'])('knows no page %s', async (cursor) => {
    const reply = await admin(gateway, 'GET', `tenants/acme/guests?cursor=${encodeURIComponent(cursor)}`);
    expect(reply.status).toBe(400);
  });

  test('of another tenant shows none of these', async () => {
    await byGrant({ not_after: soon(900) });
    const reply = await admin(gateway, 'GET', 'tenants/globex/guests');
    expect(JSON.parse(reply.text)).toMatchObject({ guests: [] });
  });

  test('is printed by portcullis guests', async () => {
    await byGrant({ not_after: soon(900) });
    const rules = join(folder, 'gateway.yaml');
    const text = testRules({
      origins: { app: 'http://127.0.0.1:9' },
      routes: ['id: a, path: /**, access: { roles: any }'],
    });
    writeFileSync(rules, text.replaceAll('PORT', String(gateway.port)));
    const env = { ADMIN_KEYS: gateway.settings['ADMIN_KEYS'] ?? '', PORTCULLIS_GATEWAY: gateway.url };
    const { exitCode, out } = await runCli(['guests', 'acme', '--rules', rules], env);
    expect([exitCode, out]).toEqual([0, expect.stringMatching(new RegExp(`^session +${sub} `, 'm'))]);
    const json = await runCli(['guests', 'acme', '--json', '--rules', rules], env);
    expect((JSON.parse(json.out) as { guests: unknown[] }).guests.length).toBeGreaterThan(1);
    expect(await runCli(['guests', 'Acme', '--rules', rules], env)).toMatchObject({ exitCode: 2 });
    expect(await runCli(['guests', 'initech', '--rules', rules], env)).toMatchObject({ exitCode: 0, out: '' });
  });
});
