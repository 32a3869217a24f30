import type { OriginRule } from '@portcullis/rules/policy';
import { afterAll, describe, expect, test } from 'vitest';
import { admin, revoke } from '../../support/admin.ts';
import { send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { mutationsOf } from '../../support/mutations.ts';
import { ADDRESS_FROM_HEADER } from '../../support/rules.ts';

const BODY = { tenant: 'acme', user: 'user-1', reason: 'test' };
const now = Math.floor(Date.now() / 1000);
const { gateway } = await gateOfFile({
  clientAddress: ADDRESS_FROM_HEADER,
  originIds: ['app', 'trusted', 'widest'],
  routes: ['id: mine, path: /mine, access: { roles: any }, origin: app'],
  adjust: (policy) => {
    const { trusted, widest } = policy.origins;
    if (trusted === undefined || widest === undefined) throw new Error('the rules lack an origin');
    const may: OriginRule['may'] = ['revoke', 'revoke-all'];
    const changed = { trusted: { ...trusted, may: ['revoke' as const] }, widest: { ...widest, may } };
    return { ...policy, origins: { ...policy.origins, ...changed } };
  },
});

afterAll(async () => {
  // Nothing in this file may have changed anything but what it says.
  const { revocations } = JSON.parse((await admin(gateway, 'GET', 'revocations')).text) as {
    revocations: { by: string; user?: string }[];
  };
  const others = revocations.filter(({ user }) => user !== 'listed');
  expect(others.map(({ by }) => by).sort()).toEqual(['trusted:test', 'widest:test']);
});

let address = 0;
function post(authorization: string | readonly string[] | null, headers: Record<string, string> = {}) {
  address += 1;
  const own = { 'x-forwarded-for': `198.51.100.${address % 250}`, ...headers };
  return send(gateway, '/.portcullis/v1/revocations', {
    method: 'POST',
    headers: authorization === null ? own : { ...own, authorization },
    body: JSON.stringify(BODY),
  });
}

describe('without a token that holds, nothing is done', () => {
  test('a missing header', async () => {
    const reply = await post(null);
    expectRefusal(reply, 401, 'session_required');
    expect(reply.header('www-authenticate')).toBe('Bearer realm="test-edge"');
  });

  test('another scheme, another spelling, two headers', async () => {
    const bearer = await gateway.mint.admin();
    const token = bearer.slice('Bearer '.length);
    for (const value of [
      `Basic ${token}`,
      token,
      `bearer ${token}`,
      `Bearer  ${token}`,
      `Bearer ${token} x`,
      `Bearer ${token},${token}`,
      'Bearer',
      'Bearer ',
      `Bearer "${token}"`,
    ]) {
      expectRefusal(await post(value), 401, 'session_required', value.slice(0, 10));
    }
    expectRefusal(await post([bearer, bearer]), 401, 'session_required');
  });

  test('a damaged token', async () => {
    const token = (await gateway.mint.admin()).slice('Bearer '.length);
    for (const [what, mutation] of Object.entries(mutationsOf(token))) {
      if (/^the last character/.test(what) && !/[AQgw]$/.test(what)) continue;
      expectRefusal(await post(`Bearer ${mutation}`.replaceAll('\t', ' ')), 401, 'session_required', what);
    }
  });

  test.each([
    ...[
      { aud: 'other-edge' },
      { aud: undefined },
      { aud: ['other-edge'] },
      { iss: undefined },
      { iss: '' },
      { iss: 7 },
    ],
    ...[
      { exp: now - 10 },
      { exp: undefined },
      { iat: undefined },
      { iat: now - 1000, exp: now - 700 },
      { exp: now + 400 },
      { iat: now + 100, exp: now + 300 },
      { exp: 'soon' },
    ],
    ...[{ nbf: now + 100 }, { tid: '' }, { tid: 7 }, { tid: ['acme'] }],
  ])('a token with %j', async (claims) => {
    expectRefusal(await post(await gateway.mint.admin(claims)), 401, 'session_required');
  });

  test.each(['role+jwt', 'JWT', 'tenant-context+jwt', 'session-grant+jwt', undefined])(
    'a token of type %s',
    async (typ) => {
      const claims = { iss: 'operator', sub: 'x', aud: 'test-edge', scope: 'revoke', iat: now, exp: now + 100 };
      expectRefusal(
        await post(`Bearer ${await gateway.mint.token('ADMIN_KEYS', { typ }, claims)}`),
        401,
        'session_required',
      );
    },
  );

  test("a token of the gateway's session keys, and a role cookie", async () => {
    expectRefusal(await post(await gateway.mint.admin({}, 'ROLE_COOKIE_KEYS')), 401, 'session_required');
    expectRefusal(
      await post(null, { cookie: await gateway.mint.cookie({ roles: ['admin', 'owner'] }) }),
      401,
      'session_required',
    );
    expectRefusal(await post(`Bearer ${await gateway.mint.role()}`), 401, 'session_required');
  });

  test('a right token under the key id of another purpose', async () => {
    const kid = (JSON.parse(gateway.settings['ORIGIN_TRUSTED_KEYS'] ?? '') as { keys: { kid: string }[] }).keys[0]?.kid;
    const claims = { iss: 'trusted', sub: 'x', aud: 'test-edge', scope: 'revoke', iat: now, exp: now + 100 };
    expectRefusal(
      await post(`Bearer ${await gateway.mint.token('ADMIN_KEYS', { typ: 'admin+jwt', kid }, claims)}`),
      401,
      'session_required',
    );
  });
});

describe('a token that does not hold for this', () => {
  test.each([
    { scope: undefined },
    { scope: '' },
    { scope: 'tenant-policy' },
    { scope: 'revoked' },
    { scope: 'revoke,tenant-policy' },
    { scope: ['revoke'] },
    { scope: 'REVOKE' },
  ])('with %j is refused', async (claims) => {
    expectRefusal(await post(await gateway.mint.admin(claims)), 403, 'forbidden');
  });

  test("of an origin ends everyone's sessions only where its rules say so", async () => {
    const all = { all: true, reason: 'x' };
    const by = (iss: string) => ({
      claims: { iss, sub: 'test', scope: 'revoke revoke-all' },
      keys: `ORIGIN_${iss.toUpperCase()}_KEYS`,
    });
    expectRefusal(await admin(gateway, 'POST', 'revocations', all, by('trusted')), 403, 'forbidden');
    expect((await admin(gateway, 'POST', 'revocations', all, by('widest'))).status).toBe(201);
  });

  test('of one tenant does nothing to another, nor to all', async () => {
    const token = { claims: { tid: 'globex' } };
    expectRefusal(await admin(gateway, 'POST', 'revocations', BODY, token), 403, 'forbidden');
    expectRefusal(await admin(gateway, 'POST', 'revocations', { all: true, reason: 'x' }, token), 403, 'forbidden');
    expectRefusal(await admin(gateway, 'GET', 'revocations?tenant=acme', undefined, token), 403, 'forbidden');
    expectRefusal(await admin(gateway, 'GET', 'tenants/acme/policy', undefined, token), 403, 'forbidden');
    expectRefusal(await admin(gateway, 'PUT', 'tenants/acme/policy', {}, token), 403, 'forbidden');
    expectRefusal(await admin(gateway, 'DELETE', 'tenants/acme/policy', undefined, token), 403, 'forbidden');
    expectRefusal(await admin(gateway, 'GET', 'tenants', undefined, token), 403, 'forbidden');
    expect((await admin(gateway, 'GET', 'tenants/globex/policy', undefined, token)).status).toBe(200);
  });

  test('of one tenant lists its own revocations alone, whether or not it names itself', async () => {
    for (const tenant of ['acme', 'globex', 'initech']) await revoke(gateway, { tenant, user: 'listed' });
    for (const path of ['revocations', 'revocations?tenant=globex']) {
      const reply = await admin(gateway, 'GET', path, undefined, { claims: { tid: 'globex' } });
      expect(reply.status).toBe(200);
      const { revocations } = JSON.parse(reply.text) as { revocations: { tenant?: string; user?: string }[] };
      const tenants = revocations.filter(({ user }) => user === 'listed').map(({ tenant }) => tenant);
      expect(tenants, path).toEqual(['globex']);
    }
  });

  test('of an origin that the rules grant nothing is refused', async () => {
    expectRefusal(await post(await gateway.mint.admin({ iss: 'app' }, 'ORIGIN_APP_KEYS')), 403, 'forbidden');
  });

  test('of an origin holds for what the rules grant it, in its own name only', async () => {
    expectRefusal(
      await post(await gateway.mint.admin({ iss: 'operator' }, 'ORIGIN_TRUSTED_KEYS')),
      401,
      'session_required',
    );
    expectRefusal(await post(await gateway.mint.admin({ iss: 'app' }, 'ORIGIN_TRUSTED_KEYS')), 401, 'session_required');
    expectRefusal(
      await admin(gateway, 'GET', 'tenants/acme/policy', undefined, {
        claims: { iss: 'trusted' },
        keys: 'ORIGIN_TRUSTED_KEYS',
      }),
      403,
      'forbidden',
    );
    const reply = await post(await gateway.mint.admin({ iss: 'trusted' }, 'ORIGIN_TRUSTED_KEYS'));
    expect([reply.status, JSON.parse(reply.text)]).toEqual([201, expect.objectContaining({ by: 'trusted:test' })]);
  });
});

test('guesses are limited by address, and then even a right token has to wait', async () => {
  const headers = { 'x-forwarded-for': '203.0.113.77' };
  const guesses = await Promise.all(
    Array.from({ length: 130 }, () =>
      send(gateway, '/.portcullis/v1/revocations', { headers: { ...headers, authorization: 'Bearer a.b.c' } }),
    ),
  );
  expect(guesses.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(120);
  const reply = await send(gateway, '/.portcullis/v1/revocations', {
    headers: { ...headers, authorization: await gateway.mint.admin() },
  });
  expectRefusal(reply, 429, 'rate_limited');
  // A minute's quota: never at once, and never later than with the minute.
  const seconds = Number(reply.header('retry-after'));
  expect(seconds).toBeGreaterThanOrEqual(1);
  expect(seconds).toBeLessThanOrEqual(61);
});
