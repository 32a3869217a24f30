import { beforeEach, describe, expect, test } from 'vitest';
import { admin } from '../../support/admin.ts';
import { type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { ADDRESS_FROM_HEADER } from '../../support/rules.ts';
import { unreached } from '../../support/unreached.ts';

const OFFICE = '10.1.2.3';

const { origin, gateway } = await gateOfFile({
  clientAddress: ADDRESS_FROM_HEADER,
  more: 'addresses: { office: [10.0.0.0/8] }',
  routes: [
    'id: mine, path: /mine, access: { roles: any }, revocation: strict',
    'id: open, path: /open, access: public, revocation: strict',
    'id: office, path: /office, access: { roles: any, addresses: [office] }, revocation: strict',
  ],
});

beforeEach(async () => {
  await admin(gateway, 'DELETE', 'tenants/acme/policy');
});

async function demand(policy: object): Promise<void> {
  expect((await admin(gateway, 'PUT', 'tenants/acme/policy?force=true', policy)).status).toBe(200);
}

async function ask(
  path: string,
  options: { readonly from?: string; readonly tenantHost?: boolean; readonly claims?: object | null } = {},
): Promise<Reply> {
  const { from = OFFICE, tenantHost = false, claims = {} } = options;
  const cookie = claims === null ? {} : { cookie: await gateway.mint.cookie({ ...claims }) };
  const host = tenantHost ? { host: `acme.localhost:${gateway.port}` } : {};
  return send(gateway, path, { ...host, headers: { 'x-forwarded-for': from, ...cookie } });
}

async function expectForbidden(asking: () => Promise<Reply>): Promise<void> {
  const before = origin.begun;
  expectRefusal(await asking(), 403, 'forbidden');
  expect(origin.begun).toBe(before);
}

test('without a policy nothing is demanded', async () => {
  expect((await ask('/mine', { claims: { amr: ['pwd'] } })).status).toBe(200);
});

describe('a suspended tenant', () => {
  test('is closed to its users and, at its own host, to everyone; other tenants are not', async () => {
    await demand({ suspended: true });
    await expectForbidden(() => ask('/mine'));
    await expectForbidden(() => ask('/open'));
    await expectForbidden(() => ask('/open', { claims: null, tenantHost: true }));
    await expectForbidden(() => ask('/.portcullis/session'));
    expect((await ask('/open', { claims: null })).status).toBe(200);
    expect((await ask('/mine', { claims: { tid: 'globex' } })).status).toBe(200);
  });

  test('is open again with the next request', async () => {
    await demand({ suspended: true });
    await expectForbidden(() => ask('/mine'));
    await demand({ suspended: false });
    expect((await ask('/mine')).status).toBe(200);
  });
});

describe('addresses of a tenant', () => {
  test.each([
    ['10.1.2.3', 200],
    ['::ffff:10.1.2.3', 200],
    ['10.2.0.0', 403],
    ['2001:db8:7::1', 200],
    ['2001:db8:8::1', 403],
    ['', 403],
  ])('let %s in: %i', async (from, status) => {
    await demand({ addresses: ['10.1.0.0/16', '2001:db8:7::/48'] });
    const before = origin.begun;
    const reply = await ask('/mine', { from });
    expect(reply.status).toBe(status);
    expect(origin.begun - before).toBe(status === 200 ? 1 : 0);
  });

  test('only tighten what the rules say', async () => {
    await demand({ addresses: ['192.0.2.0/24', '10.1.0.0/16'] });
    await expectForbidden(() => ask('/office', { from: '192.0.2.1' }));
    await expectForbidden(() => ask('/office', { from: '10.2.0.1' }));
    expect((await ask('/office', { from: '10.1.0.1' })).status).toBe(200);
  });
});

describe('a second factor for all', () => {
  test('is asked of every session of the tenant, by step-up', async () => {
    await demand({ requireMfa: true });
    const reply = await unreached(origin, () => ask('/mine', { claims: { amr: ['pwd'] } }));
    expectRefusal(reply, 401, 'step_up_required');
    expect(reply.header('www-authenticate')).toMatch(
      /^Bearer realm="test-edge", error="insufficient_user_authentication", acr_values="[a-z ]*otp[a-z ]*"$/,
    );
    expect((await ask('/mine', { claims: { amr: ['pwd', 'otp'] } })).status).toBe(200);
    expect((await ask('/mine', { claims: { amr: ['hwk'] } })).status).toBe(200);
    expect((await ask('/mine', { claims: { tid: 'globex', amr: ['pwd'] } })).status).toBe(200);
  });

  test.each([[[]], [['OTP']], [['pwd', 'kba']], [['pwd', 'otp ']]])('is not %j', async (amr) => {
    await demand({ requireMfa: true });
    expectRefusal(await ask('/mine', { claims: { amr } }), 401, 'step_up_required');
  });

  test('is not asked on public routes, where it is given', async () => {
    await demand({ requireMfa: true });
    expect((await ask('/open', { claims: { amr: ['pwd'] } })).status).toBe(200);
  });
});

describe('not before', () => {
  test('ends older sessions of the tenant', async () => {
    const now = Math.floor(Date.now() / 1000);
    await demand({ notBefore: now - 60 });
    expectRefusal(
      await unreached(origin, () => ask('/mine', { claims: { iat: now - 61, exp: now + 60 } })),
      401,
      'session_required',
    );
    expect((await ask('/mine', { claims: { iat: now - 60, exp: now + 60 } })).status).toBe(200);
    expect((await ask('/mine', { claims: { tid: 'globex', iat: now - 61, exp: now + 60 } })).status).toBe(200);
  });
});
