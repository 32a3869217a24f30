import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Policy } from '@portcullis/rules/policy';
import { calculateJwkThumbprint, decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { revoke } from '../../support/admin.ts';
import { send } from '../../support/client.ts';
import { contextOf } from '../../support/context.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile, startGate } from '../../support/gate.ts';
import { ofFile } from '../../support/of-file.ts';
import { hmacKey, jwks } from '../../worker/support/keys.ts';

/** Login services of the company's own: one with a shared key, one with public keys. */

const shared = hmacKey('login-1');
const { privateKey, publicKey } = await generateKeyPair('ES256');
const other = await generateKeyPair('ES256');
const THUMBPRINT = await calculateJwkThumbprint(await exportJWK(publicKey));
let keysAnswer = 200;
const published = { keys: [{ ...(await exportJWK(publicKey)), kid: 'es-1', alg: 'ES256', use: 'sig' }] };
const keyServer = createServer((_request, response) => {
  response.writeHead(keysAnswer, { 'content-type': 'application/json' }).end(JSON.stringify(published));
});
await new Promise<void>((resolve) => keyServer.listen(0, '127.0.0.1', resolve));
ofFile(keyServer, (server) => server.close());
const keysUrl = `http://127.0.0.1:${(keyServer.address() as AddressInfo).port}/jwks`;

const { origin, gateway } = await gateOfFile({
  more: `issuers:
  login: { issuer: "https://login.example", keys: LOGIN_KEYS, roles: [reader], tenants: [acme] }
  portal: { issuer: portal, keys: { jwks: "https://portal.example/jwks", alg: ES256 }, roles: [owner], tenants: any, bearer: true }`,
  adjust: withPortalKeys,
  settings: { LOGIN_KEYS: jwks(shared) },
  routes: [
    'id: owners, path: /owners, access: { roles: [owner] }',
    'id: any, path: /any, access: { roles: any }, revocation: strict',
    'id: machines, path: /machines, access: { roles: any, credentials: [session, token] }',
  ],
});

beforeEach(() => {
  keysAnswer = 200;
  origin.seen.length = 0;
});

type Changes = Readonly<Record<string, unknown>>;

function claimsOf(changes: Changes): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: 'https://login.example',
    aud: 'test-edge',
    sub: 'ann',
    tid: 'acme',
    roles: ['reader'],
    sid: randomUUID(),
    iat: now,
    exp: now + 600,
    auth_time: now,
    amr: ['pwd'],
    ...changes,
  };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

function login(changes: Changes = {}, header: Changes = {}, key = shared): Promise<string> {
  return new SignJWT(claimsOf(changes))
    .setProtectedHeader({ alg: 'HS256', typ: 'role+jwt', kid: key.kid, ...header })
    .sign(Buffer.from(key.k, 'base64url'));
}

function portal(changes: Changes = {}, header: Changes = {}, key = privateKey): Promise<string> {
  return new SignJWT(claimsOf({ iss: 'portal', roles: ['owner'], tid: 'globex', ...changes }))
    .setProtectedHeader({ alg: 'ES256', typ: 'role+jwt', kid: 'es-1', ...header })
    .sign(key);
}

async function ask(path: string, token: string, how: 'cookie' | 'bearer' = 'cookie') {
  const before = origin.begun;
  const headers = how === 'cookie' ? { cookie: `__Host-role=${token}` } : { authorization: `Bearer ${token}` };
  const reply = await send(gateway, path, { headers });
  return { reply, reached: origin.begun > before };
}

async function expectNone(path: string, token: string, how: 'cookie' | 'bearer' = 'cookie'): Promise<void> {
  const { reply, reached } = await ask(path, token, how);
  expectRefusal(reply, 401, 'session_required');
  expect(reached).toBe(false);
}

describe('a login service', () => {
  test('mints sessions, with the roles that the rules grant it and no others', async () => {
    expect((await ask('/any', await login({ roles: ['reader', 'owner', 'root'] }))).reached).toBe(true);
    expect(await contextOf(gateway, origin.seen[0])).toMatchObject({ sub: 'ann', tid: 'acme', roles: ['reader'] });
    const { reply, reached } = await ask('/owners', await login({ roles: ['owner'] }));
    expectRefusal(reply, 403, 'forbidden');
    expect(reached).toBe(false);
    expect((await ask('/owners', await portal())).reached).toBe(true);
  });

  test('signs people in at its own tenants alone', async () => {
    await expectNone('/any', await login({ tid: 'globex' }));
    expect((await ask('/any', await portal({ tid: 'globex' }))).reached).toBe(true);
  });

  test('has sessions that end like all others', async () => {
    const sid = randomUUID();
    const token = await login({ sid });
    expect((await ask('/any', token)).reached).toBe(true);
    await revoke(gateway, { tenant: 'acme', session: sid });
    await expectNone('/any', token);
  });

  test('never renews by the gateway, and says nothing of its state', async () => {
    const { reply, reached } = await ask('/any', await login({ gen: 1, abs: 9e9, start: 1, seen: ['x', 9e15] }));
    expect([reached, reply.header('set-cookie')]).toEqual([true, null]);
  });
});

test('a login service does not say which provider vouches, so the session is asked about at none', async () => {
  const headers = { cookie: `__Host-role=${await login({ via: 'portal' })}` };
  const reply = await send(gateway, '/.portcullis/sessions?others', { method: 'DELETE', headers });
  const [, next = ''] = /^__Host-role=([\w.-]+)/.exec(reply.header('set-cookie') ?? '') ?? [];
  expect([reply.status, decodeJwt(next)]).toEqual([204, expect.not.objectContaining({ via: expect.anything() })]);
  expect((await ask('/any', next)).reached).toBe(true);
});

describe('no session by a token', () => {
  const now = Math.floor(Date.now() / 1000);

  test.each<[string, Changes, Changes]>([
    ['for another gateway', { aud: 'other-edge' }, {}],
    ['for no one', { aud: undefined }, {}],
    ['of another type', {}, { typ: 'JWT' }],
    ['that is over', { iat: now - 700, exp: now - 1 }, {}],
    ['that lives too long', { exp: now + 90_000 }, {}],
    ['with an unknown key', {}, { kid: 'x' }],
    ['for the user that a machine is', { sub: 'token:ci' }, {}],
    ['for a user of a provider that a tenant brings', { sub: 'https://idp.example#7' }, {}],
    ['that names the gateway', { iss: 'test-edge' }, {}],
    ['that names an issuer that is not there', { iss: 'https://evil.example' }, {}],
    ['that names the other service', { iss: 'portal' }, {}],
    ['that is bound to a key, of which no proof is asked for', { cnf: { jkt: THUMBPRINT } }, {}],
    ['that is bound to anything', { cnf: null }, {}],
  ])('%s', async (_what, claims, header) => {
    await expectNone('/any', await login(claims, header));
  });

  test('signed by someone else, or with an algorithm that the rules do not name', async () => {
    await expectNone('/any', await login({}, {}, hmacKey('login-1')));
    await expectNone('/any', await portal({}, {}, other.privateKey));
    await expectNone('/any', await portal({ iss: 'https://login.example' }));
    const parts = (await portal()).split('.');
    const none = Buffer.from('{"alg":"none","typ":"role+jwt"}').toString('base64url');
    await expectNone('/any', `${none}.${parts[1]}.`);
    // The public key is known to all: it must never serve as a shared one.
    const secret = Buffer.from(JSON.stringify(published.keys[0]));
    const forged = await new SignJWT(claimsOf({ iss: 'portal', roles: ['owner'] }))
      .setProtectedHeader({ alg: 'HS256', typ: 'role+jwt', kid: 'es-1' })
      .sign(secret);
    await expectNone('/any', forged);
  });
});

describe('as Bearer', () => {
  test('its tokens pass where the route takes tokens and the rules allow it, and go no further', async () => {
    expect((await ask('/machines', await portal(), 'bearer')).reached).toBe(true);
    expect(origin.seen[0]?.headers['authorization']).toBeUndefined();
    await expectNone('/machines', await login(), 'bearer');
    await expectNone('/any', await portal(), 'bearer');
    await expectNone('/machines', await portal({ aud: 'other' }), 'bearer');
    await expectNone('/machines', await portal({ cnf: { jkt: THUMBPRINT } }), 'bearer');
  });
});

test('keys that cannot be read give no session, and nothing is forwarded', async () => {
  keysAnswer = 503;
  await using gate = await startGate({
    more: 'issuers: { portal: { issuer: portal, keys: { jwks: "https://portal.example/jwks", alg: ES256 }, roles: [owner], tenants: any } }',
    adjust: withPortalKeys,
    routes: ['id: any, path: /any, access: { roles: any }'],
  });
  const reply = await send(gate.gateway, '/any', { headers: { cookie: `__Host-role=${await portal()}` } });
  expectRefusal(reply, 503, 'unavailable');
  expect(gate.origin.begun).toBe(0);
});

function withPortalKeys(policy: Policy): Policy {
  const { development } = policy;
  return development === undefined
    ? policy
    : { ...policy, development: { ...development, issuerKeys: { portal: keysUrl } } };
}
