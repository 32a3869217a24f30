import { afterAll, beforeAll, expect, test } from 'vitest';
import { send } from '../../support/client.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { startOrigin, type TestOrigin } from '../../support/origin.ts';
import { type FaultyRedisRest, startFaultyRedisRest } from '../../support/redis-faults.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { testRules } from '../../support/rules.ts';

/** What a visitor without a session costs shared state. */

const TOKEN = 'token-of-the-test';
let redis: RedisServer;
let rest: FaultyRedisRest;
let origin: TestOrigin;
let gateway: TestGateway;

beforeAll(async () => {
  redis = await startRedisServer();
  rest = await startFaultyRedisRest(redis.url, TOKEN);
  origin = await startOrigin();
  gateway = await startTestGateway({
    rules: testRules({
      origins: { app: origin.url },
      routes: [
        'id: strict, path: /strict, access: { roles: any }, revocation: strict, audit: required',
        'id: usual, path: /**, access: { roles: any }',
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

const hosts = () => [`localhost:${gateway.port}`, `acme.localhost:${gateway.port}`];

test('nothing where a session is needed, and nothing for health and keys, on tenants’ hosts too', async () => {
  for (const host of hosts()) {
    for (let round = 0; round < 20; round += 1) {
      for (const path of ['/strict', '/usual'])
        expect((await send(gateway, path, { headers: { host } })).header('portcullis-denied')).toBe('session_required');
      const forged = { host, cookie: '__Host-role=x.y.z' };
      expect((await send(gateway, '/strict', { headers: forged })).status).toBe(401);
      for (const path of ['health', 'jwks.json'])
        expect((await send(gateway, `/.portcullis/${path}`, { headers: { host } })).status).toBe(200);
    }
  }
  expect(rest.requests).toEqual([]);
  expect(origin.seen).toEqual([]);
});

test('while the store hangs, health and keys answer as always, and probes of ready ask it once a second', async () => {
  rest.fail('hang-before');
  const before = rest.requests.length;
  const fromMs = performance.now();
  for (const host of hosts()) {
    for (const path of ['health', 'jwks.json'])
      expect((await send(gateway, `/.portcullis/${path}`, { headers: { host } })).status).toBe(200);
    const probes = Array.from({ length: 25 }, () => send(gateway, '/.portcullis/ready', { headers: { host } }));
    for (const probe of await Promise.all(probes)) expect(probe.status).toBe(503);
  }
  expect(rest.requests.length - before).toBeLessThanOrEqual(1 + (performance.now() - fromMs) / 1000);
  rest.fail(null);
});
