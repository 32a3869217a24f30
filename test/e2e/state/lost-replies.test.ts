import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { startOrigin, type TestOrigin } from '../../support/origin.ts';
import { EXECUTED, FAULTS, type FaultyRedisRest, startFaultyRedisRest } from '../../support/redis-faults.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { testRules } from '../../support/rules.ts';

let origin: TestOrigin;
let server: RedisServer;
let bridge: FaultyRedisRest;
let gateway: TestGateway;

beforeAll(async () => {
  origin = await startOrigin();
  server = await startRedisServer();
  bridge = await startFaultyRedisRest(server.url, 'test');
  gateway = await startTestGateway({
    rules: testRules({
      origins: { app: origin.url },
      more: `limits:
  exact: { quota: 50 per 1h, by: [tenant], counting: exact }
  ahead: { quota: 5000 per 1h, by: [tenant], counting: leased }`,
      routes: [
        'id: exact, path: /exact, access: { roles: any }, limits: [exact]',
        'id: ahead, path: /ahead, access: { roles: any }, limits: [ahead]',
      ],
    }),
    settings: {
      PORTCULLIS_STATE: 'redis',
      UPSTASH_REDIS_REST_URL: bridge.url,
      UPSTASH_REDIS_REST_TOKEN: 'test',
    },
  });
});
afterAll(async () => {
  await gateway?.stop();
  await bridge?.stop();
  await server?.stop();
  await origin?.close();
});

const as = async (tid: string): Promise<(path: string) => Promise<Reply>> => {
  const cookie = await gateway.mint.cookie({ tid });
  return (path) => send(gateway, path, { headers: { cookie } });
};
const remaining = (reply: Reply): number => Number(/;r=(\d+)/.exec(reply.header('ratelimit') ?? '')?.[1]);

/** Its questions behind the answers are over, so that the fault meets the next request alone. */
async function settled(): Promise<void> {
  let before = -1;
  while (before !== bridge.requests.length) {
    before = bridge.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test.each(FAULTS)('%s: the request is refused, and counted once at most', async (fault) => {
  const ask = await as(fault);
  expect(remaining(await ask('/exact'))).toBe(49);
  await settled();
  const [before, asked] = [origin.begun, bridge.requests.length];
  bridge.fail(fault);
  try {
    expectRefusal(await ask('/exact'), 503, 'unavailable');
    expect(bridge.requests.length - asked).toBe(1);
  } finally {
    bridge.fail(null);
  }
  expect(origin.begun).toBe(before);
  const reply = await ask('/exact');
  expect(reply.status).toBe(200);
  expect(remaining(reply)).toBe(EXECUTED.has(fault) ? 47 : 48);
});

test.each(['hang-after', 'truncated'] as const)(
  '%s: what was to be taken ahead is lost, and never spent',
  async (fault) => {
    const ask = await as(`ahead-${fault}`);
    expect((await ask('/ahead')).status).toBe(200);
    await settled();
    bridge.fail(fault);
    const before = origin.begun;
    try {
      expectRefusal(await ask('/ahead'), 503, 'unavailable');
      expectRefusal(await ask('/ahead'), 503, 'unavailable');
    } finally {
      bridge.fail(null);
    }
    expect(origin.begun).toBe(before);
    const reply = await ask('/ahead');
    expect(reply.status).toBe(200);
    // One that passed, two of which nobody heard, and this one: each took one at least.
    expect(remaining(reply)).toBeLessThanOrEqual(4996);
  },
);
