import { beforeEach, describe, expect, test } from 'vitest';
import { admin } from '../../support/admin.ts';
import { type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { ADDRESS_FROM_HEADER } from '../../support/rules.ts';

const PATH = '/.portcullis/v1/tenants/acme/policy';
const { gateway } = await gateOfFile({
  clientAddress: ADDRESS_FROM_HEADER,
  originMembers: 'may: [tenant-policy]',
  routes: ['id: mine, path: /mine, access: { roles: any }'],
});

beforeEach(async () => {
  await admin(gateway, 'DELETE', 'tenants/acme/policy');
});

async function put(policy: object, from: string, options: { query?: string; authorization?: string } = {}) {
  const { query = '', authorization = await gateway.mint.admin() } = options;
  return send(gateway, `${PATH}${query}`, {
    method: 'PUT',
    headers: { authorization, 'content-type': 'application/json', 'x-forwarded-for': from },
    body: JSON.stringify(policy),
  });
}

async function present(): Promise<unknown> {
  return JSON.parse((await admin(gateway, 'GET', 'tenants/acme/policy')).text);
}

function expectLockout(reply: Reply, address: string): void {
  expectRefusal(reply, 400, 'malformed_request');
  const { detail } = JSON.parse(reply.text) as { detail: string };
  expect(detail).toContain(`(${address})`);
  expect(detail).toContain('?force=true');
}

const OFFICE = { addresses: ['10.1.0.0/16', '2001:db8:7::/48'] };

describe("a list of addresses without the caller's own", () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8:8::1', '2001:db8:8::1'],
    ['unknown', 'which the gateway cannot see'],
  ])('is refused, and changes nothing: %s', async (from, shown) => {
    expectLockout(await put({ ...OFFICE, suspended: true }, from), shown);
    expect(await present()).toMatchObject({ suspended: false, addresses: [] });
  });

  test('is refused to an origin too', async () => {
    const claims = { iss: 'app', scope: 'tenant-policy' };
    const authorization = await gateway.mint.admin(claims, 'ORIGIN_APP_KEYS');
    expectLockout(await put(OFFICE, '192.0.2.1', { authorization }), '192.0.2.1');
    expect((await put(OFFICE, '192.0.2.1', { authorization, query: '?force=true' })).status).toBe(200);
  });

  test('is taken where it is forced, in so many letters', async () => {
    for (const query of ['?force', '?force=1', '?force=TRUE', '?forced=true'])
      expectLockout(await put(OFFICE, '192.0.2.1', { query }), '192.0.2.1');
    expect((await put(OFFICE, '192.0.2.1', { query: '?force=true' })).status).toBe(200);
    expect(await present()).toMatchObject(OFFICE);
  });

  test('is no lockout where it is in force already, in whatever order', async () => {
    await put(OFFICE, '10.1.0.1');
    const again = { addresses: OFFICE.addresses.toReversed(), suspended: true };
    expect((await put(again, '192.0.2.1')).status).toBe(200);
    expectLockout(await put({ addresses: ['10.1.0.0/16'] }, '192.0.2.1'), '192.0.2.1');
    expectLockout(await put({ addresses: ['10.1.0.0/16', '10.1.0.0/16'] }, '192.0.2.1'), '192.0.2.1');
  });
});

test.each(['10.1.255.255', '::ffff:10.1.0.9', '2001:db8:7::1'])(
  'the own address %s in the list is enough',
  async (from) => {
    expect((await put(OFFICE, from)).status).toBe(200);
  },
);

test('no list, and all other members, concern no address', async () => {
  expect((await put({ addresses: [], suspended: true, requireMfa: true }, '192.0.2.1')).status).toBe(200);
});
