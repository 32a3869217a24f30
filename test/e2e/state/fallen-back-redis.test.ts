import { startRedisRest } from '@portcullis/cli/dev';
import { Redis } from 'ioredis';
import { afterAll, describe, expect, test } from 'vitest';
import { createRedisState } from '../../../worker/state/redis/redis-state.ts';
import { admin, revoke } from '../../support/admin.ts';
import { send } from '../../support/client.ts';
import { startTestGateway, type TestGatewayOptions } from '../../support/gateway.ts';
import { folderOfFile, ofFile, originOfFile } from '../../support/of-file.ts';
import { PATIENCE_MS, pause, until } from '../../support/patience.ts';
import { startFaultyRedisRest } from '../../support/redis-faults.ts';
import { startRedisRelay } from '../../support/redis-relay.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { redisSettings } from '../../support/redis-store.ts';
import { testRules } from '../../support/rules.ts';
import { startSeveralGateways } from '../../support/several-gateways.ts';

const PATHS = ['/mine', '/counted', '/strict'];

const folder = await folderOfFile('redis-snapshots');
const started: RedisServer[] = [];
afterAll(() => Promise.all(started.map((each) => each.stop())));
/** The one in use. */
let server = await startServer({ snapshotsIn: folder });
const relay = ofFile(await startRedisRelay(server.port), (way) => way.stop());
const bridge = ofFile(await startFaultyRedisRest(relay.url, 'test'), (way) => way.stop());
const origin = await originOfFile();
const OPTIONS: TestGatewayOptions = {
  rules: testRules({
    origins: { app: origin.url },
    more: 'limits: { plenty: { quota: 100000 per 1h, by: [tenant], counting: exact } }',
    routes: [
      'id: mine, path: /mine, access: { roles: any }',
      'id: counted, path: /counted, access: { roles: any }, limits: [plenty]',
      'id: strict, path: /strict, access: { roles: any }, revocation: strict',
    ],
  }),
  settings: redisSettings(bridge, 'test'),
};
const gateways = ofFile(await startSeveralGateways(2, () => OPTIONS), (all) =>
  Promise.all(all.map((gateway) => gateway.stop())),
);

async function startServer(part: Parameters<typeof startRedisServer>[0] = {}): Promise<RedisServer> {
  const made = await startRedisServer(part);
  started.push(made);
  return made;
}

async function asking<T>(to: RedisServer, ask: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(to.url);
  try {
    return await ask(redis);
  } finally {
    redis.disconnect();
  }
}

/** A replica of the server, cut off before anything more is written. */
async function startCutOffReplica(): Promise<RedisServer> {
  const replica = await startServer();
  await asking(replica, async (redis) => {
    await redis.replicaof('127.0.0.1', server.port);
    await until(async () => ((await redis.info('replication')).includes('master_link_status:up') ? true : undefined));
    await redis.replicaof('NO', 'ONE');
  });
  return replica;
}

/** The old primary dies, and the replica takes its place. */
async function promote(replica: RedisServer): Promise<void> {
  await server.stop();
  server = replica;
  relay.point(replica.port);
}

/** Writes as a gateway elsewhere does that knows nothing of what was lost. */
async function goOn(to: RedisServer, tenant: string): Promise<void> {
  const rest = await startRedisRest({ redisUrl: to.url, token: 'other' });
  const state = createRedisState({ url: rest.url, token: 'other' }, PATIENCE_MS);
  const nowSeconds = Date.now() / 1000;
  for (const id of ['x', 'y', 'z'])
    await state.revoke({
      scope: { kind: 'session', tenant, id },
      notBefore: nowSeconds,
      expires: nowSeconds + 900,
      reason: 'other',
      by: 'other',
    });
  await rest.stop();
}

/** What becomes of the store: prepared before a revocation, done after it is known. */
const LOSSES: Readonly<Record<string, (tenant: string) => Promise<() => Promise<void>>>> = {
  'the primary dies and a replica without it is promoted': async () => {
    const replica = await startCutOffReplica();
    return () => promote(replica);
  },
  'the replica goes on past what was seen before anybody looks': async (tenant) => {
    const replica = await startCutOffReplica();
    return async () => {
      await goOn(replica, tenant);
      await promote(replica);
    };
  },
  'it is started again from an older snapshot': async () => {
    await server.stop();
    server = await startServer({ snapshotsIn: folder, port: server.port });
    relay.point(server.port);
    await asking(server, (redis) => redis.save());
    return async () => {
      await server.stop();
      server = await startServer({ snapshotsIn: folder, port: server.port });
    };
  },
  'it is emptied': async () => async () => {
    await asking(server, (redis) => redis.flushall());
  },
  'another one stands behind its address': async () => {
    const other = await startServer();
    return async () => {
      server = other;
      relay.point(other.port);
    };
  },
};

async function everywhere(cookie: string): Promise<ReadonlySet<number>> {
  const asked = gateways.flatMap((gateway) => PATHS.map((path) => send(gateway, path, { headers: { cookie } })));
  return new Set((await Promise.all(asked)).map(({ status }) => status));
}

const isOnly = (statuses: ReadonlySet<number>, status: number): boolean => statuses.size === 1 && statuses.has(status);

/** Asks on through outages, and expects that nobody is let in, until all say why. */
async function refusedEverywhere(cookie: string): Promise<void> {
  await until(async () => {
    const statuses = await everywhere(cookie);
    expect(statuses).not.toContain(200);
    return isOnly(statuses, 401) ? true : undefined;
  });
}

/** Until every gateway answers alike, on every route. */
const answeredAlike = (cookie: string, status: number): Promise<true> =>
  until(async () => (isOnly(await everywhere(cookie), status) ? true : undefined));

describe.each(Object.entries(LOSSES))('after a revocation is known, %s', (what, prepare) => {
  const tenant = `t${what.length}`;
  const mint = (claims: object): Promise<string> => gateways[0].mint.cookie({ tid: tenant, ...claims });

  test('and no one whom it ended gets in again, by any route', async () => {
    const gone = {
      session: await mint({ sub: 'ada', sid: 's-1' }),
      user: await mint({ sub: 'bob', sid: 's-2' }),
      tenant: await mint({ tid: `${tenant}x`, sub: 'carol', sid: 's-3' }),
    };
    const suspended = await mint({ tid: `${tenant}y`, sub: 'dan', sid: 's-5' });
    const good = await mint({ sub: 'ada', sid: 's-4' });
    const lose = await prepare(tenant);
    for (const cookie of [...Object.values(gone), suspended, good]) await answeredAlike(cookie, 200);
    await revoke(gateways[0], { tenant, session: 's-1' });
    await revoke(gateways[1] ?? gateways[0], { tenant, user: 'bob' });
    await revoke(gateways[0], { tenant: `${tenant}x` });
    const policy = { suspended: true };
    expect((await admin(gateways[0], 'PUT', `tenants/${tenant}y/policy`, policy)).status).toBeLessThan(300);
    for (const cookie of Object.values(gone)) await answeredAlike(cookie, 401);
    await answeredAlike(suspended, 403);
    const before = origin.begun;
    await lose();
    for (let round = 0; round < 4; round += 1) {
      for (const cookie of Object.values(gone)) expect(await everywhere(cookie)).not.toContain(200);
      expect(await everywhere(suspended)).not.toContain(200);
      await pause(500);
    }
    for (const cookie of Object.values(gone)) await refusedEverywhere(cookie);
    expect(origin.begun).toBe(before);
    await answeredAlike(good, 200);
    // A gateway that never knew learns it from those that did.
    const stranger = await startTestGateway({
      ...OPTIONS,
      settings: { ...gateways[0].settings, ...OPTIONS.settings },
    });
    for (const cookie of Object.values(gone))
      await until(async () => {
        await everywhere(cookie);
        return (await send(stranger, '/strict', { headers: { cookie } })).status === 401 ? true : undefined;
      });
    await stranger.stop();
  });
});
