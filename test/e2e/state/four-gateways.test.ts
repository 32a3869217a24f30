import { expect, test } from 'vitest';
import { revoke } from '../../support/admin.ts';
import { send } from '../../support/client.ts';
import { redisGateOfFile } from '../../support/gate.ts';
import type { TestGateway } from '../../support/gateway.ts';
import { ADDRESS_FROM_HEADER } from '../../support/rules.ts';
import { endsWithinBound } from './ends-within-bound.ts';

/** However long the store takes, a copy is refreshed no sooner. */
const SOONEST_REFRESH_MS = 450;

const { origin, gateways, bridge } = await redisGateOfFile({
  count: 4,
  clientAddress: ADDRESS_FROM_HEADER,
  more: `limits:
  many: { quota: 100 per 1h, by: [tenant], counting: exact }
  ahead: { quota: 100 per 1h, by: [tenant], counting: leased }`,
  routes: [
    'id: mine, path: /mine, access: { roles: any }',
    'id: counted, path: /counted, access: { roles: any }, limits: [many]',
    'id: leased, path: /leased, access: { roles: any }, limits: [ahead]',
  ],
});

const first = (): TestGateway => gateways[0];

const everywhere = (cookie: string, path = '/mine'): Promise<readonly number[]> =>
  Promise.all(gateways.map(async (gateway) => (await send(gateway, path, { headers: { cookie } })).status));

test('a limit counts over all of them: exactly the quota is admitted, whatever comes at once', async () => {
  const cookie = await first().mint.cookie({ tid: 'initech' });
  const statuses: number[] = [];
  // Two requests at once at each: more would only try how long a busy machine takes.
  for (let round = 0; round < 30; round += 1) {
    const both = await Promise.all([everywhere(cookie, '/counted'), everywhere(cookie, '/counted')]);
    statuses.push(...both.flat());
  }
  expect(statuses.filter((status) => status === 200)).toHaveLength(100);
  expect(statuses.filter((status) => status === 429)).toHaveLength(140);
});

test('a limit of which each takes a part ahead never admits more than the quota', async () => {
  const cookie = await first().mint.cookie({ tid: 'initech' });
  const statuses: number[] = [];
  for (let round = 0; round < 60; round += 1) statuses.push(...(await everywhere(cookie, '/leased')));
  const admitted = statuses.filter((status) => status === 200).length;
  expect(admitted).toBeLessThanOrEqual(100);
  // What the four hold unspent is little, and comes back when its time is over.
  expect(admitted).toBeGreaterThanOrEqual(70);
  expect(statuses.filter((status) => status === 429)).toHaveLength(statuses.length - admitted);
});

test('requests of sessions cost the store next to nothing', async () => {
  const cookie = await first().mint.cookie({ tid: 'hooli' });
  await everywhere(cookie);
  await everywhere(cookie);
  const before = bridge.requests.length;
  const began = Date.now();
  let asked = 0;
  for (; asked < 800; asked += gateways.length) expect(await everywhere(cookie)).toEqual([200, 200, 200, 200]);
  const looks = Math.ceil((Date.now() - began) / SOONEST_REFRESH_MS) + 1;
  // A look or two a second, gateway and shard; this tenant has one shard.
  expect(bridge.requests.length - before).toBeLessThanOrEqual(gateways.length * looks);
});

test.each(['session', 'user', 'tenant', 'all'] as const)(
  'what is revoked at one (%s) is refused at all of them, and no session passes after the bound',
  async (kind) => {
    const tenant = `acme-${kind}`;
    const cookie = await first().mint.cookie({ tid: tenant, sub: 'ada', sid: `s-${kind}` });
    const neighbour = await first().mint.cookie({ tid: 'globex', sub: 'ada', sid: `s-${kind}` });
    for (let round = 0; round < 3; round += 1) expect(await everywhere(cookie)).toEqual([200, 200, 200, 200]);
    const scope = {
      session: { tenant, session: `s-${kind}` },
      user: { tenant, user: 'ada' },
      tenant: { tenant },
      all: { all: true },
    }[kind];
    await revoke(first(), scope);
    await endsWithinBound(() => everywhere(cookie), origin);
    const status = kind === 'all' ? 401 : 200;
    expect(await everywhere(neighbour)).toEqual([status, status, status, status]);
  },
);
