import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Asked, type LimitedGateways, startLimitedGateways } from './limited-gateways.ts';

/** Windows so long that nothing comes back while the tests run. No two limits have the same quota. */
const LIMITS = `limits:
  each: { quota: 5 per 1h, by: [tenant, user] }
  all: { quota: 9 per 1h, by: [tenant] }
  once: { quota: 1 per 1h, by: [tenant, user] }
  ahead: { quota: 120 per 1h, by: [tenant], counting: leased }
  door: { quota: 10 per 1h, by: [address] }
  members: { quota: 8 per 1h, by: [tenant] }`;

const GATEWAYS = [0, 1, 2, 3] as const;
let world: LimitedGateways;

beforeAll(async () => {
  world = await startLimitedGateways(GATEWAYS.length, {
    limits: LIMITS,
    routes: [
      'id: both, path: /both, access: { roles: any }, limits: [each, all]',
      'id: turned, path: /turned, access: { roles: any }, limits: [all, each]',
      'id: all, path: /all, access: { roles: any }, limits: [all]',
      'id: mixed, path: /mixed, access: { roles: any }, limits: [ahead, once]',
      'id: private, path: /private, access: { roles: any }, limits: [door, members]',
    ],
  });
});
afterAll(() => world?.stop());

/** The same request at every gateway, one after the other, beginning with the `first`. */
async function everywhere(
  path: string,
  claims: object | null,
  { address = '192.0.2.1', first = 0 } = {},
): Promise<readonly Asked[]> {
  const cookie = claims === null ? {} : { cookie: await world.gateways[0].mint.cookie({ ...claims }) };
  const asked: Asked[] = [];
  for (const turn of GATEWAYS)
    asked.push(await world.ask((first + turn) % GATEWAYS.length, path, { 'x-forwarded-for': address, ...cookie }));
  return asked;
}

const count = (asked: readonly Asked[], status: number): number => asked.filter((one) => one.status === status).length;
/** Of the limit with that quota. */
const counted = (quota: number): number => world.grants({ quota }).reduce((sum, grant) => sum + grant.count, 0);

test.each(['/both', '/turned'])('%s: the limit that refuses uses up nothing of the other', async (path) => {
  const [eachBefore, allBefore] = [counted(5), counted(9)];
  const tid = path.slice(1);
  const ofAda = [...(await everywhere(path, { tid, sub: 'ada' })), ...(await everywhere(path, { tid, sub: 'ada' }))];
  expect([count(ofAda, 200), count(ofAda, 429)]).toEqual([5, 3]);
  expect(counted(9) - allBefore).toBe(5);
  const ofAll = [...(await everywhere('/all', { tid })), ...(await everywhere('/all', { tid }))];
  expect([count(ofAll, 200), count(ofAll, 429)]).toEqual([4, 4]);
  // Now it is the tenant's quota that refuses.
  expect(count(await everywhere(path, { tid, sub: 'bob' }), 429)).toBe(GATEWAYS.length);
  expect(counted(5) - eachBefore).toBe(5);
});

test('what was taken ahead is not used up by requests that another limit refuses', async () => {
  for (let user = 0; user < 20; user += 1) {
    const asked = await everywhere('/mixed', { sub: `user-${user}` }, { first: user });
    expect(asked.map(({ status }) => status)).toEqual([200, 429, 429, 429]);
  }
  let passed = 20;
  for (let user = 0; user < 40; user += 1) {
    for (const gateway of GATEWAYS) {
      const cookie = await world.gateways[0].mint.cookie({ sub: `other-${user}-${gateway}` });
      if ((await world.ask(gateway, '/mixed', { cookie })).status === 200) passed += 1;
    }
  }
  expect(passed).toBeLessThanOrEqual(120);
  // Sixty were refused by the other limit. A part of the window may end meanwhile, and little is lost with it.
  expect(passed).toBeGreaterThanOrEqual(110);
});

test('a limit by address counts those who have no session, at all of them together', async () => {
  const strangers: Asked[] = [];
  for (let round = 0; round < 5; round += 1)
    strangers.push(...(await everywhere('/private', null, { address: '198.51.100.7' })));
  expect([count(strangers, 401), count(strangers, 429)]).toEqual([10, 10]);
  expect(counted(10)).toBe(10);
  // No more than the address is held against: not its tenant, and not the next address.
  expect(counted(8)).toBe(0);
  expect(count(await everywhere('/private', {}, { address: '198.51.100.7' }), 429)).toBe(GATEWAYS.length);
  expect(count(await everywhere('/private', {}, { address: '198.51.100.8' }), 200)).toBe(GATEWAYS.length);
  expect(counted(8)).toBe(GATEWAYS.length);
});

test('all addresses of one IPv6 network are one', async () => {
  const strangers: Asked[] = [];
  for (let host = 1; host <= 4; host += 1)
    strangers.push(...(await everywhere('/private', null, { address: `2001:db8:5:6::${host}` })));
  expect([count(strangers, 401), count(strangers, 429)]).toEqual([10, 6]);
  expect(count(await everywhere('/private', null, { address: '2001:db8:5:7::1' }), 401)).toBe(GATEWAYS.length);
});
