import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { admin, revoke } from '../../../support/admin.ts';
import { send } from '../../../support/client.ts';
import { expectRefusal } from '../../../support/expect-refusal.ts';
import { startTestGateway, type TestGateway, type TestGatewayOptions } from '../../../support/gateway.ts';
import { originOfFile, redisStoreOfFile } from '../../../support/of-file.ts';
import { until } from '../../../support/patience.ts';
import type { Fault } from '../../../support/redis-faults.ts';
import { ADDRESS_FROM_HEADER, testRules } from '../../../support/rules.ts';
import { unreached } from '../../../support/unreached.ts';

const { bridge, token: secret, ...store } = await redisStoreOfFile();
const origin = await originOfFile();

const optionsWith = (settings: Readonly<Record<string, string | null>> = {}): TestGatewayOptions => ({
  rules: testRules({
    clientAddress: ADDRESS_FROM_HEADER,
    origins: { app: origin.url },
    more: 'limits: { few: { quota: 5 per 1m, by: [address] } }',
    routes: [
      'id: mine, path: /mine, access: { roles: any }, revocation: strict',
      'id: counted, path: /counted, access: public, limits: [few]',
    ],
  }),
  settings: { ...store.settings, ...settings },
});

describe('two gateways on one Redis', () => {
  let one: TestGateway;
  let other: TestGateway;

  beforeAll(async () => {
    one = await startTestGateway(optionsWith());
    // The same keys, as in two places of one deployment.
    other = await startTestGateway(optionsWith({ ROLE_COOKIE_KEYS: one.settings['ROLE_COOKIE_KEYS'] ?? null }));
  });
  afterAll(async () => {
    await one?.stop();
    await other?.stop();
  });
  afterEach(() => bridge.fail(null));

  const mine = async (gateway: TestGateway, token: string) =>
    send(gateway, '/mine', { headers: { cookie: `__Host-role=${token}` } });

  test('what is revoked at one is refused at the other', async () => {
    const token = await one.mint.role({ tid: 'acme', sub: 'ada', sid: 's-1' });
    expect((await mine(one, token)).status).toBe(200);
    expect((await mine(other, token)).status).toBe(200);
    await revoke(one, { tenant: 'acme', user: 'ada' });
    expectRefusal(await mine(one, token), 401, 'session_required');
    expectRefusal(await mine(other, token), 401, 'session_required');
  });

  test('a tenant that is suspended at one is so at the other', async () => {
    const token = await one.mint.role({ tid: 'globex', sub: 'bob', sid: 's-2' });
    expect((await admin(one, 'PUT', 'tenants/globex/policy', { suspended: true })).status).toBeLessThan(300);
    expectRefusal(await mine(other, token), 403, 'forbidden');
    expect((await admin(other, 'DELETE', 'tenants/globex/policy')).status).toBeLessThan(300);
    expect((await mine(one, token)).status).toBe(200);
  });

  test('a limit counts at both together', async () => {
    const headers = { 'x-forwarded-for': '198.51.100.7' };
    const asked = Array.from({ length: 16 }, (_, index) =>
      send(index % 2 === 0 ? one : other, '/counted', { headers }),
    );
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBe(5);
    expect(statuses.filter((status) => status === 429).length).toBe(11);
  });

  test.each<Fault>(['hang-before', 'reset-after', 'unauthorized', 'empty-object', 'null-result', 'html-page'])(
    '%s: no one gets in, and everyone does when it is over',
    async (fault) => {
      const token = await one.mint.role({ tid: 'initech', sub: 'eve', sid: 's-3' });
      bridge.fail(fault);
      const reply = await mine(one, token);
      expectRefusal(reply, 503, 'unavailable');
      const event = await one.eventOf(reply.header('portcullis-request-id'));
      expect(event).toMatchObject({ reason: 'state_unavailable' });
      expect(JSON.stringify(event)).not.toContain(secret);
      bridge.fail(null);
      // What was asked behind the answers has failed as well, and a store that has failed is spared for a second.
      await until(async () => ((await mine(one, token)).status === 200 ? true : undefined));
    },
  );
});

describe('settings that are missing or wrong refuse everything', () => {
  test.each<[string, Readonly<Record<string, string | null>>, string]>([
    ['no URL', { UPSTASH_REDIS_REST_URL: null }, 'UPSTASH_REDIS_REST_URL is missing'],
    ['no token', { UPSTASH_REDIS_REST_TOKEN: null }, 'UPSTASH_REDIS_REST_TOKEN is missing'],
    ['a token with a line break', { UPSTASH_REDIS_REST_TOKEN: 'a\nb' }, 'UPSTASH_REDIS_REST_TOKEN has'],
    ['no URL at all', { UPSTASH_REDIS_REST_URL: 'redis.example' }, 'UPSTASH_REDIS_REST_URL is not a URL'],
    ['another protocol', { UPSTASH_REDIS_REST_URL: 'redis://redis.example' }, 'UPSTASH_REDIS_REST_URL must begin with'],
    ['plain HTTP', { UPSTASH_REDIS_REST_URL: 'http://redis.example' }, 'UPSTASH_REDIS_REST_URL must begin with'],
    ['a password', { UPSTASH_REDIS_REST_URL: 'https://a:b@redis.example' }, 'UPSTASH_REDIS_REST_URL must have only'],
    ['an unknown kind', { PORTCULLIS_STATE: 'Redis' }, 'PORTCULLIS_STATE is not known'],
    ['an unknown relay', { PORTCULLIS_RELAY: 'on' }, 'PORTCULLIS_RELAY is not known'],
  ])('%s', async (_, settings, told) => {
    const gateway = await startTestGateway(optionsWith(settings));
    try {
      const reply = await unreached(origin, () => send(gateway, '/counted'));
      expectRefusal(reply, 503, 'unavailable');
      const event = await gateway.eventOf(reply.header('portcullis-request-id'));
      expect(event).toMatchObject({ reason: 'config_invalid' });
      expect(String(event['detail'])).toContain(told);
      expect(JSON.stringify(event)).not.toMatch(new RegExp(`${secret}|redis\\.example`));
    } finally {
      await gateway.stop();
    }
  });

  test('loopback without encryption is for development alone', async () => {
    const keys = (kid: string) =>
      JSON.stringify({ keys: [{ kty: 'oct', alg: 'HS256', kid, k: randomBytes(32).toString('base64url') }] });
    const gateway = await startTestGateway(
      optionsWith({
        PORTCULLIS_ENV: null,
        ROLE_COOKIE_KEYS: keys('a'),
        ADMIN_KEYS: keys('b'),
        ORIGIN_APP_KEYS: keys('c'),
      }),
    );
    try {
      const reply = await send(gateway, '/counted');
      const event = await gateway.eventOf(reply.header('portcullis-request-id'));
      expect(event['detail']).toMatch(/^UPSTASH_REDIS_REST_URL must begin with https:\/\/[^;]*$/);
    } finally {
      await gateway.stop();
    }
  });
});
