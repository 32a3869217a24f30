import { beforeEach, describe, expect, test } from 'vitest';
import { shardOf } from '../../../worker/state/shard.ts';
import { admin } from '../../support/admin.ts';
import { type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { redisGateOfFile } from '../../support/gate.ts';
import { pause, until } from '../../support/patience.ts';
import { unreached } from '../../support/unreached.ts';

/** What a gateway does for a tenant whose policy it has not heard of yet, though it knows the shard. */

/** What was known is older than the bound after this. */
const OUTDATED_MS = 1100;
/** Tenants of one shard. The first has no policy: its requests make the copy. */
const [warming = '', ...tenants] = Array.from({ length: 2000 }, (_, index) => `tenant-${index}`).filter(
  (tenant) => shardOf(tenant) === 3,
);

const { origin, gateway, bridge } = await redisGateOfFile({
  routes: [
    'id: closed, path: /closed, access: { roles: any }',
    'id: stale, path: /stale, access: { roles: any }, whenStateUnavailable: { stale: 60s }',
    'id: open, path: /open, access: { roles: any }, whenStateUnavailable: open',
  ],
});

const ask = async (path: string, tid: string): Promise<Reply> =>
  send(gateway, path, { headers: { cookie: await gateway.mint.cookie({ tid, amr: ['pwd'] }) } });

async function demand(tenant: string, policy: object): Promise<void> {
  expect((await admin(gateway, 'PUT', `tenants/${tenant}/policy?force=true`, policy)).status).toBe(200);
}

/** A tenant with this policy, of which no request has come. */
async function unheardOf(policy: object): Promise<string> {
  const tenant = tenants.pop() ?? '';
  await demand(tenant, policy);
  await letIn('/closed', warming);
  return tenant;
}

async function letIn(path: string, tenant: string): Promise<void> {
  await until(async () => ((await ask(path, tenant)).status === 200 ? true : undefined));
}

beforeEach(async () => {
  bridge.fail(null);
  await letIn('/closed', warming);
});

describe('the first request of a tenant', () => {
  test.each([
    ['is suspended', { suspended: true }, 403, 'forbidden'],
    ['demands a second factor', { requireMfa: true }, 401, 'step_up_required'],
    ['lists other addresses', { addresses: ['192.0.2.0/24'] }, 403, 'forbidden'],
  ])('that %s is refused, and so are the others', async (_how, policy, status, code) => {
    const tenant = await unheardOf(policy);
    for (const path of ['/closed', '/stale', '/open', '/closed'])
      expectRefusal(await unreached(origin, () => ask(path, tenant)), status, code);
  });

  test('whose policy demands nothing is let in', async () => {
    const tenant = await unheardOf({ requireMfa: false });
    expect((await ask('/closed', tenant)).status).toBe(200);
  });
});

test('a change holds from the next request on, in both directions', async () => {
  const tenant = await unheardOf({ requireMfa: false });
  for (const suspended of [true, false, true]) {
    await demand(tenant, { suspended });
    if (suspended) expectRefusal(await unreached(origin, () => ask('/closed', tenant)), 403, 'forbidden');
    else expect((await ask('/closed', tenant)).status).toBe(200);
  }
});

describe('while the store is away', () => {
  test('a policy that is not known is not taken for none', async () => {
    const tenant = await unheardOf({ suspended: true });
    bridge.fail('server-error');
    for (const path of ['/closed', '/stale'])
      expectRefusal(await unreached(origin, () => ask(path, tenant)), 503, 'unavailable');
    const reply = await ask('/open', tenant);
    expect(reply.status).toBe(200);
    const event = await gateway.eventOf(reply.header('portcullis-request-id'));
    expect(event).toMatchObject({ degraded: true, outcome: 'answered' });
    await pause(OUTDATED_MS);
    for (const path of ['/closed', '/stale'])
      expectRefusal(await unreached(origin, () => ask(path, tenant)), 503, 'unavailable');
  });

  test('one that is known decides as long as the route says', async () => {
    const tenant = await unheardOf({ suspended: true });
    expectRefusal(await unreached(origin, () => ask('/closed', tenant)), 403, 'forbidden');
    bridge.fail('server-error');
    await pause(OUTDATED_MS);
    expectRefusal(await unreached(origin, () => ask('/closed', tenant)), 503, 'unavailable');
    expectRefusal(await unreached(origin, () => ask('/stale', tenant)), 403, 'forbidden');
    expect((await ask('/stale', warming)).status).toBe(200);
  });
});
