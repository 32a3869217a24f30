import { expect, onTestFinished, test } from 'vitest';
import { revoke } from '../../support/admin.ts';
import { send } from '../../support/client.ts';
import { redisGateOfFile } from '../../support/gate.ts';
import { pause, until } from '../../support/patience.ts';
import { startRedisServer } from '../../support/redis-server.ts';
import { ADDRESS_FROM_HEADER } from '../../support/rules.ts';

const { origin, server, gateways } = await redisGateOfFile({
  count: 4,
  clientAddress: ADDRESS_FROM_HEADER,
  more: 'limits: { plenty: { quota: 5000 per 1h, by: [tenant], counting: exact } }',
  routes: [
    'id: mine, path: /mine, access: { roles: any }',
    'id: counted, path: /counted, access: { roles: any }, limits: [plenty]',
    'id: public, path: /public, access: public, limits: [plenty]',
    'id: strict, path: /strict, access: { roles: any }, revocation: strict',
  ],
});

const PATHS = ['/mine', '/counted', '/strict'];

/** Statuses of a cookie on every kind of route, at every gateway. */
async function everywhere(cookie: string): Promise<ReadonlySet<number>> {
  const asked = gateways.flatMap((gateway) => PATHS.map((path) => send(gateway, path, { headers: { cookie } })));
  return new Set((await Promise.all(asked)).map(({ status }) => status));
}

/** Until every gateway answers alike, on every kind of route; meanwhile none may answer what it must not. */
async function answeredAlike(cookie: string, status: number, never: number | null = null): Promise<void> {
  await until(async () => {
    const statuses = await everywhere(cookie);
    if (never !== null) expect(statuses).not.toContain(never);
    return statuses.size === 1 && statuses.has(status) ? true : undefined;
  });
}

test('Redis restarted without what it knew: what four gateways knew to be revoked stays refused at all of them', async () => {
  const mint = (claims: object): Promise<string> => gateways[0].mint.cookie({ ...claims });
  const gone = {
    session: await mint({ sub: 'ada', sid: 's-1' }),
    user: await mint({ sub: 'bob', sid: 's-2' }),
    tenant: await mint({ tid: 'initech', sub: 'carol', sid: 's-3' }),
  };
  const good = await mint({ sub: 'ada', sid: 's-4' });
  for (const cookie of [...Object.values(gone), good]) await answeredAlike(cookie, 200);
  await revoke(gateways[0], { tenant: 'acme', session: 's-1' });
  await revoke(gateways[0], { tenant: 'acme', user: 'bob' });
  await revoke(gateways[0], { tenant: 'initech' });
  for (const cookie of Object.values(gone)) await answeredAlike(cookie, 401);

  await server.stop();
  for (const cookie of Object.values(gone)) expect(await everywhere(cookie)).not.toContain(200);
  const restarted = await startRedisServer({ port: server.port });
  onTestFinished(restarted.stop);
  const before = origin.begun;
  // Until the gateways believe the store again, and a while after that.
  for (let round = 0; round < 4; round += 1) {
    for (const cookie of Object.values(gone)) await answeredAlike(cookie, 401, 200);
    await pause(600);
  }
  expect(origin.begun).toBe(before);
  // On a public route it is nobody's cookie, so that its owner can sign in again.
  for (const cookie of Object.values(gone))
    for (const gateway of gateways) expect((await send(gateway, '/public', { headers: { cookie } })).status).toBe(200);
  await answeredAlike(good, 200);
  await answeredAlike(await mint({ tid: 'hooli', sub: 'dave' }), 200);
});
