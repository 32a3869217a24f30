import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { importHmacRing, type KeyRing } from '../../../worker/core/tokens/key-ring.ts';
import { type GrantPolicy, sessionFromGrant } from '../../../worker/core/tokens/session-grant.ts';
import { base64url, bytesOf, hmacKey, jwks } from '../support/keys.ts';

const NOW = 1_790_000_000;
const key = hmacKey('app-1');
const POLICY: GrantPolicy = {
  origin: 'app',
  gateway: 'acme-edge',
  requestId: 'r-1',
  requestedAtSeconds: NOW,
  urlTenant: 'acme',
  host: null,
  roles: new Set(['owner', 'reader']),
  lifetimeSeconds: 900,
  nowSeconds: NOW,
};
const CLAIMS = {
  iss: 'app',
  aud: 'acme-edge',
  jti: 'r-1',
  sub: 'u1',
  tid: 'acme',
  roles: ['owner', 'root'],
  amr: ['pwd', 'otp'],
  auth_time: NOW - 1,
  iat: NOW,
  exp: NOW + 30,
};

let keys: KeyRing;

beforeAll(async () => {
  keys = await importHmacRing(jwks(key), { development: false });
});

function grant(changes: Readonly<Record<string, unknown>> = {}, signer = key, typ = 'session-grant+jwt'): string {
  const input = `${base64url({ alg: 'HS256', typ, kid: signer.kid })}.${base64url({ ...CLAIMS, ...changes })}`;
  return `${input}.${base64url(createHmac('sha256', bytesOf(signer)).update(input).digest())}`;
}

const read = (changes: Readonly<Record<string, unknown>> = {}, policy: Partial<GrantPolicy> = {}) =>
  sessionFromGrant(grant(changes), keys, { ...POLICY, ...policy });

async function problemOf(token: string, policy: Partial<GrantPolicy> = {}): Promise<string> {
  const result = await sessionFromGrant(token, keys, { ...POLICY, ...policy });
  return result.ok ? 'granted' : result.detail;
}

async function sessionOf(changes: Readonly<Record<string, unknown>> = {}) {
  const result = await read(changes);
  if (!result.ok) throw new Error(result.detail);
  return result;
}

test('a grant becomes a session of the declared roles, for the lifetime of the rules', async () => {
  const { session, notBefore } = await sessionOf();
  expect(notBefore).toBeNull();
  expect(session).toMatchObject({
    user: 'u1',
    tenant: 'acme',
    roles: ['owner'],
    issuedAtSeconds: NOW,
    expiresAtSeconds: NOW + 900,
    authenticatedAtSeconds: NOW - 1,
    authenticationMethods: ['pwd', 'otp'],
    actAs: null,
  });
});

test('every grant gets a session id of its own, which the origin cannot choose', async () => {
  const ids = await Promise.all([sessionOf({ sid: 'mine' }), sessionOf({ sid: 'mine' })]);
  expect(new Set(ids.map(({ session }) => session.id)).size).toBe(2);
  expect(ids.map(({ session }) => session.id)).not.toContain('mine');
});

test('guest access begins and ends when the origin says, and never later than the rules say', async () => {
  expect((await sessionOf({ not_before: NOW + 60 })).notBefore).toBe(NOW + 60);
  expect((await sessionOf({ not_after: NOW + 100 })).session.expiresAtSeconds).toBe(NOW + 100);
  expect((await sessionOf({ not_after: NOW + 100_000 })).session.expiresAtSeconds).toBe(NOW + 900);
});

describe('a session is as old as the request that its grant answers', () => {
  const ages = async (claims: Readonly<Record<string, unknown>>, policy: Partial<GrantPolicy>) => {
    const result = await read(claims, policy);
    if (!result.ok) throw new Error(result.detail);
    return [result.session.issuedAtSeconds, result.session.expiresAtSeconds];
  };

  test.each([NOW - 4, NOW - 20, NOW, NOW + 5])("whatever the origin's clock says: %i", async (iat) => {
    expect(await ages({ iat }, { requestedAtSeconds: NOW - 9.5 })).toEqual([NOW - 9.5, NOW + 890]);
  });

  test('and no younger than now, where the clock was set back meanwhile', async () => {
    expect(await ages({}, { requestedAtSeconds: NOW + 30 })).toEqual([NOW, NOW + 900]);
  });

  test('or just younger than a revocation that the origin made while it served the request', async () => {
    const requested = { requestedAtSeconds: NOW - 9.5 };
    expect((await ages({ after: NOW - 3.25 }, requested))[0]).toBeCloseTo(NOW - 3.249, 6);
    expect((await ages({ after: NOW - 60 }, requested))[0]).toBe(NOW - 9.5);
    expect((await ages({ after: NOW + 4 }, requested))[0]).toBeCloseTo(NOW + 4.001, 6);
  });

  test('so it may be over before it begins', async () => {
    const late = { requestedAtSeconds: NOW - 900 };
    expect(await problemOf(grant(), late)).toBe('over before it begins');
    expect(await problemOf(grant({ not_before: NOW + 900 }))).toBe('over before it begins');
    expect(await problemOf(grant({ not_before: NOW + 100, not_after: NOW + 100 }))).toBe('over before it begins');
  });
});

test('acting as another lasts an hour at most', async () => {
  const act = { sub: 'support-7', reason: 'ticket' };
  const long = { lifetimeSeconds: 8 * 3600 };
  const endOf = async (changes: object, policy: Partial<GrantPolicy>) => {
    const result = await read({ ...changes }, policy);
    return result.ok ? result.session.expiresAtSeconds : result.detail;
  };
  expect(await endOf({ act }, long)).toBe(NOW + 3600);
  expect(await endOf({}, long)).toBe(NOW + 8 * 3600);
  expect(await endOf({ act }, {})).toBe(NOW + 900);
});

test('who acts for the user is kept', async () => {
  const act = { sub: 'support-7', reason: 'ticket' };
  expect((await sessionOf({ act })).session.actAs).toEqual(act);
});

describe('refused', () => {
  test.each<[Readonly<Record<string, unknown>>, string]>([
    [{ iss: 'other' }, 'iss'],
    [{ jti: 'r-2' }, 'jti'],
    [{ jti: undefined }, 'jti'],
    [{ sub: '' }, 'sub'],
    [{ sub: 'token:ci' }, 'sub'],
    [{ sub: 'https://idp.example#7' }, 'sub'],
    [{ tid: 'globex' }, 'tid is not the tenant of the URL'],
    [{ tid: 'Acme' }, 'tid'],
    [{ tid: undefined }, 'tid'],
    [{ roles: 'owner' }, 'roles or amr'],
    [{ amr: undefined }, 'roles or amr'],
    [{ auth_time: NOW + 6 }, 'auth_time'],
    [{ auth_time: undefined }, 'auth_time'],
    [{ not_before: 'soon' }, 'not_before'],
    [{ not_after: NOW }, 'not_after'],
    [{ not_after: null }, 'not_after'],
    [{ act: { sub: 'support-7' } }, 'act'],
    [{ after: NOW + 6 }, 'after'],
    [{ after: 'now' }, 'after'],
    [{ after: null }, 'after'],
    [{ exp: NOW + 61 }, 'lives too long'],
  ])('%j: %s', async (changes, problem) => {
    expect(await problemOf(grant(changes))).toBe(problem);
  });

  test.each<[string, () => string]>([
    ['another gateway', () => grant({ aud: 'other-edge' })],
    ['expired', () => grant({ iat: NOW - 60, exp: NOW - 5 })],
    ['from the future', () => grant({ iat: NOW + 6 })],
    ['without an expiry', () => grant({ exp: undefined })],
    ['without a time of signing', () => grant({ iat: undefined })],
    ['of another key', () => grant({}, hmacKey('app-1'))],
    ['of an unknown key', () => grant({}, hmacKey('app-2'))],
    ['of another type', () => grant({}, key, 'tenant-context+jwt')],
    ['padded', () => `${grant()}=`],
    ['with a space', () => ` ${grant()}`],
    ['longer than 8 KiB', () => grant({ pad: 'a'.repeat(8192) })],
  ])('%s', async (_name, token) => {
    expect(await problemOf(token())).not.toBe('granted');
  });

  test('the control: the same grant is taken', async () => {
    expect(await problemOf(grant())).toBe('granted');
  });
});

test('where the URL names no tenant, the origin does', async () => {
  expect(await problemOf(grant({ tid: 'globex' }), { urlTenant: null })).toBe('granted');
});
