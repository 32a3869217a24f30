import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { admin, revoke } from '../../support/admin.ts';
import { send } from '../../support/client.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { openStream } from '../../support/live.ts';
import { startOrigin, type TestOrigin } from '../../support/origin.ts';
import { pause, until } from '../../support/patience.ts';
import { parseMetrics } from '../../support/prometheus.ts';
import { type FaultyRedisRest, startFaultyRedisRest } from '../../support/redis-faults.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { ADDRESS_FROM_HEADER, testRules } from '../../support/rules.ts';

/** A distant or busy store: every answer comes, and comes late. */

let origin: TestOrigin;
let server: RedisServer;
let bridge: FaultyRedisRest;
/** With the deadline that rules have which say nothing, and with one for a store that is far away. */
let usual: TestGateway;
let patient: TestGateway;

beforeAll(async () => {
  origin = await startOrigin((request, response) => {
    if (request.url === '/stream')
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    else response.end('ok');
  });
  server = await startRedisServer();
  bridge = await startFaultyRedisRest(server.url, 'test');
  const start = (deadline: string) =>
    startTestGateway({
      rules: testRules({
        deadline,
        clientAddress: ADDRESS_FROM_HEADER,
        origins: { app: origin.url },
        more: 'limits: { plenty: { quota: 100000 per 1h, by: [tenant], counting: exact } }',
        routes: [
          'id: mine, path: /mine, access: { roles: any }',
          'id: stream, path: /stream, access: { roles: any }',
          'id: counted, path: /counted, access: { roles: any }, limits: [plenty]',
          'id: strict, path: /strict, access: { roles: any }, revocation: strict',
        ],
      }),
      settings: { PORTCULLIS_STATE: 'redis', UPSTASH_REDIS_REST_URL: bridge.url, UPSTASH_REDIS_REST_TOKEN: 'test' },
    });
  [usual, patient] = await Promise.all([start('250ms'), start('2s')]);
});
afterAll(async () => {
  await usual?.stop();
  await patient?.stop();
  await bridge?.stop();
  await server?.stop();
  await origin?.close();
});

async function warm(gateway: TestGateway): Promise<string> {
  bridge.fail(null);
  const cookie = await gateway.mint.cookie({ tid: 'acme', sub: 'ada' });
  for (const path of ['/mine', '/counted', '/strict'])
    await until(async () => ((await send(gateway, path, { headers: { cookie } })).status === 200 ? true : undefined));
  return cookie;
}

/** What a session gets for some seconds, five of its requests at a time. */
async function statusesFor(gateway: TestGateway, paths: readonly string[], cookie: string, ms: number) {
  const statuses: number[] = [];
  const endMs = performance.now() + ms;
  while (performance.now() < endMs) {
    const asked = Array.from({ length: 5 }, (_, index) =>
      send(gateway, paths[index % paths.length] ?? '', { headers: { cookie } }),
    );
    statuses.push(...(await Promise.all(asked)).map(({ status }) => status));
    await pause(20);
  }
  return statuses;
}

async function metric(gateway: TestGateway, name: string): Promise<number> {
  const { text } = await admin(gateway, 'GET', 'metrics', undefined, { claims: { scope: 'metrics' } });
  return parseMetrics(text).value(`portcullis_${name}`);
}

describe('a store that answers late, and within the deadline', () => {
  test.each([180, 200, 220])('refuses nobody: %i ms of 250', async (delayMs) => {
    const cookie = await warm(usual);
    bridge.fail(delayMs);
    // On a machine that is busy enough an answer of 220 ms takes longer than 250: then nothing is learnt of it.
    await until(async () => {
      const statuses = await statusesFor(usual, ['/mine', '/counted', '/strict'], cookie, 3000);
      return statuses.every((status) => status === 200) ? true : undefined;
    });
  });

  test('refuses nobody: 400 ms of 2 s', async () => {
    const cookie = await warm(patient);
    bridge.fail(400);
    const statuses = await statusesFor(patient, ['/mine', '/counted', '/strict'], cookie, 4000);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(statuses.length).toBeGreaterThan(20);
  });
});

describe('a store that answers later than the deadline', () => {
  test('is not given up on, and what is known of it goes on to be renewed', async () => {
    const cookie = await warm(usual);
    const before = await metric(usual, 'breaker_open_total');
    bridge.fail(600);
    const statuses = await statusesFor(usual, ['/mine', '/strict'], cookie, 4000);
    expect(statuses).toContain(200);
    expect(await metric(usual, 'breaker_open_total')).toBe(before);
  });

  test('revokes for operators all the same, each time', async () => {
    await warm(usual);
    bridge.fail(260);
    const scopes = Array.from({ length: 24 }, (_, index) => ({ tenant: 'acme', session: `late-${index}` }));
    for (const scope of scopes) await revoke(usual, scope);
  });

  test('keeps no connection from going on', async () => {
    const cookie = await warm(usual);
    const stream = await openStream(usual, '/stream', { cookie });
    bridge.fail(600);
    // Longer than the grace in which nothing is known.
    await pause(9000);
    expect(stream.ending()).toBeNull();
    stream.leave();
  });
});

test('operators revoke while readers have given the store up', async () => {
  const cookie = await warm(usual);
  bridge.fail('server-error');
  for (let index = 0; index < 5; index += 1) {
    bridge.fail('server-error');
    await until(async () => {
      await send(usual, '/strict', { headers: { cookie } });
      return (await metric(usual, 'breaker_is_open')) === 1 ? true : undefined;
    });
    bridge.fail(260);
    await revoke(usual, { tenant: 'acme', session: `open-${index}` });
  }
});
