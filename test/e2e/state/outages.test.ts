import { beforeAll, describe, expect, test } from 'vitest';
import { revoke } from '../../support/admin.ts';
import { type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { redisGateOfFile } from '../../support/gate.ts';
import { pause, until } from '../../support/patience.ts';
import { FAULTS } from '../../support/redis-faults.ts';

/** What was known is older than the bound after this. */
const OUTDATED_MS = 1100;

let cookie: string;
let revoked: string;

const { origin, gateway, bridge, server } = await redisGateOfFile({
  // Many of its faults last as long as anybody waits.
  deadline: '500ms',
  more: 'limits: { plenty: { quota: 100000 per 1m, by: [tenant] } }',
  routes: [
    'id: closed, path: /closed, access: { roles: any }',
    'id: strict, path: /strict, access: { roles: any }, revocation: strict',
    'id: stale, path: /stale, access: { roles: any }, whenStateUnavailable: { stale: 60s }',
    'id: limited, path: /limited, access: { roles: any }, limits: [plenty], whenStateUnavailable: { stale: 60s }',
    'id: open, path: /open, access: { roles: any }, whenStateUnavailable: open',
    'id: recorded, path: /recorded, access: { roles: any }, audit: required',
  ],
});

beforeAll(async () => {
  cookie = await gateway.mint.cookie({ sid: 's-good' });
  revoked = await gateway.mint.cookie({ sid: 's-gone' });
  await revoke(gateway, { tenant: 'acme', session: 's-gone' });
});

const ask = (path: string, with_ = cookie): Promise<Reply> => send(gateway, path, { headers: { cookie: with_ } });

/** One probe after the other: none may still be on its way to the origin afterwards. */
async function recovered(): Promise<void> {
  bridge.fail(null);
  await letIn('/strict');
}

/** On a busy machine, the store may be late for one request or another. */
async function letIn(path: string): Promise<void> {
  await until(async () => ((await ask(path)).status === 200 ? true : undefined));
}

async function expectUnavailable(asking: Promise<Reply>): Promise<void> {
  const before = origin.begun;
  expectRefusal(await asking, 503, 'unavailable');
  expect(origin.begun).toBe(before);
}

/** Never let in, and refused for what it is as soon as anybody can say. */
async function expectRevoked(path: string): Promise<void> {
  const before = origin.begun;
  const reply = await until(async () => {
    const asked = await ask(path, revoked);
    expect(origin.begun).toBe(before);
    return asked.status === 503 ? undefined : asked;
  });
  expectRefusal(reply, 401, 'session_required');
}

async function expectDegraded(asking: Promise<Reply>): Promise<void> {
  const reply = await asking;
  expect(reply.status).toBe(200);
  const event = await gateway.eventOf(reply.header('portcullis-request-id'));
  expect(event).toMatchObject({ degraded: true, outcome: 'answered' });
}

describe.each(FAULTS)('a store that answers like this: %s', (fault) => {
  test('passes no request that the route refuses during an outage, and is believed again afterwards', async () => {
    await recovered();
    for (const path of ['/closed', '/stale', '/limited']) await letIn(path);
    bridge.fail(fault);
    await pause(OUTDATED_MS);
    await expectUnavailable(ask('/closed'));
    await expectUnavailable(ask('/strict'));
    await expectUnavailable(ask('/recorded'));
    await expectDegraded(ask('/stale'));
    await expectDegraded(ask('/limited'));
    await expectDegraded(ask('/open'));
    // Old knowledge is enough to refuse, and the store could not say otherwise.
    await expectRevoked('/stale');
    await recovered();
    await expectRevoked('/stale');
    await letIn('/closed');
  });
});

test('a Redis that was emptied is not "nothing revoked" for a gateway that knew more', async () => {
  await recovered();
  await expectRevoked('/closed');
  const { Redis } = await import('ioredis');
  const redis = new Redis(server.url);
  await redis.flushall();
  redis.disconnect();
  await pause(OUTDATED_MS);
  await expectRevoked('/closed');
  await pause(OUTDATED_MS);
  await expectRevoked('/closed');
  await letIn('/closed');
});
