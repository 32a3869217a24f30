import { afterAll, beforeAll, expect, test } from 'vitest';
import { fingerprint } from '../../../worker/state/replica/fingerprint.ts';
import { revoke } from '../../support/admin.ts';
import { send } from '../../support/client.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { startOrigin, type TestOrigin } from '../../support/origin.ts';
import { type FaultyRedisRest, startFaultyRedisRest } from '../../support/redis-faults.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { testRules } from '../../support/rules.ts';

/** Found by trying 300 million: session ids of the tenant `acme` that a replica cannot tell apart. */
const TWINS = [
  ['s-003874916', 's-039126577'],
  ['s-040498219', 's-278929133'],
  ['s-055780922', 's-056764741'],
] as const;

let origin: TestOrigin;
let server: RedisServer;
let bridge: FaultyRedisRest;
let gateway: TestGateway;

beforeAll(async () => {
  origin = await startOrigin();
  server = await startRedisServer();
  bridge = await startFaultyRedisRest(server.url, 'test');
  gateway = await startTestGateway({
    rules: testRules({ origins: { app: origin.url }, routes: ['id: mine, path: /mine, access: { roles: any }'] }),
    settings: { PORTCULLIS_STATE: 'redis', UPSTASH_REDIS_REST_URL: bridge.url, UPSTASH_REDIS_REST_TOKEN: 'test' },
  });
});
afterAll(async () => {
  await gateway?.stop();
  await bridge?.stop();
  await server?.stop();
  await origin?.close();
});

const ask = async (sid: string): Promise<number> =>
  (await send(gateway, '/mine', { headers: { cookie: await gateway.mint.cookie({ tid: 'acme', sid }) } })).status;

test.each(TWINS)('the session %s is revoked, and %s with the same fingerprint is not', async (revoked, other) => {
  expect(fingerprint(`session\0acme\0${revoked}`)).toBe(fingerprint(`session\0acme\0${other}`));
  expect([await ask(revoked), await ask(other)]).toEqual([200, 200]);
  await revoke(gateway, { tenant: 'acme', session: revoked });
  for (let round = 0; round < 3; round += 1) expect([await ask(revoked), await ask(other)]).toEqual([401, 200]);
  // The replica suspects it: only the store can tell, and is asked each time.
  const before = bridge.requests.length;
  for (let round = 0; round < 10; round += 1) expect(await ask(other)).toBe(200);
  expect(bridge.requests.length - before).toBeGreaterThanOrEqual(10);
});
