import { expect, test } from 'vitest';
import { fingerprint } from '../../../worker/state/replica/fingerprint.ts';
import { revoke } from '../../support/admin.ts';
import { send } from '../../support/client.ts';
import { redisGateOfFile } from '../../support/gate.ts';

/** Found by trying 300 million: session ids of the tenant `acme` that a replica cannot tell apart. */
const TWINS = [
  ['s-003874916', 's-039126577'],
  ['s-040498219', 's-278929133'],
  ['s-055780922', 's-056764741'],
] as const;

const { gateway, bridge } = await redisGateOfFile({
  routes: ['id: mine, path: /mine, access: { roles: any }'],
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
