import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestGateway, type TestGateway, until } from '../../support/gateway.ts';
import { openStream } from '../../support/live.ts';
import { startOrigin, type TestOrigin } from '../../support/origin.ts';
import { type FaultyRedisRest, startFaultyRedisRest } from '../../support/redis-faults.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { testRules } from '../../support/rules.ts';

const TOKEN = 'token-of-the-test';
let redis: RedisServer;
let rest: FaultyRedisRest;
let origin: TestOrigin;
let gateway: TestGateway;

beforeAll(async () => {
  redis = await startRedisServer();
  rest = await startFaultyRedisRest(redis.url, TOKEN);
  origin = await startOrigin((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: first\n\n');
  });
  gateway = await startTestGateway({
    rules: testRules({
      origins: { app: origin.url },
      routes: [
        'id: closed, path: /closed, access: { roles: any }',
        'id: open, path: /open, access: { roles: any }, whenStateUnavailable: open',
      ],
    }),
    settings: { PORTCULLIS_STATE: 'redis', UPSTASH_REDIS_REST_URL: rest.url, UPSTASH_REDIS_REST_TOKEN: TOKEN },
  });
});

afterAll(async () => {
  await gateway?.stop();
  await origin?.close();
  await rest?.stop();
  await redis?.stop();
});

const eventsOf = (requestId: string | null) =>
  gateway.events.filter((event) => event['requestId'] === requestId).map(({ event, reason }) => [event, reason]);

test('while state is away, connections end or stay as their route says', async () => {
  const headers = { cookie: await gateway.mint.cookie() };
  const closed = await openStream(gateway, '/closed', headers);
  const open = await openStream(gateway, '/open', headers);
  rest.fail('hang-before');
  await until(() => (eventsOf(closed.requestId).length > 0 ? true : undefined));
  expect([closed.ending(), eventsOf(closed.requestId)]).toEqual([
    null,
    [['connection_unchecked', 'state_unavailable']],
  ]);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  expect(await until(() => closed.ending() ?? undefined)).toEqual({ complete: false });
  expect(eventsOf(closed.requestId).at(-1)).toEqual(['connection_ended', 'state_unavailable']);
  expect([open.ending(), eventsOf(open.requestId)]).toEqual([null, [['connection_unchecked', 'state_unavailable']]]);
  open.leave();
});
