import { describe, expect, test } from 'vitest';
import { admin } from '../../support/admin.ts';
import { type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { redisGateOfFile } from '../../support/gate.ts';
import { pause, until } from '../../support/patience.ts';
import { type Metrics, parseMetrics } from '../../support/prometheus.ts';
import { ADDRESS_FROM_HEADER } from '../../support/rules.ts';

const OPERATIONS = [
  ...['admit', 'release', 'feed', 'snapshot', 'revoke', 'revocations', 'tenant_policy', 'set_tenant_policy'],
  ...['tenant_policies', 'export_state', 'import_state', 'count_reports', 'reports'],
];

const beganSeconds = Math.floor(Date.now() / 1000);
const { gateway, bridge } = await redisGateOfFile({
  clientAddress: ADDRESS_FROM_HEADER,
  more: `
limits:
  two: { quota: 2 per 1h, by: [address] }
  leased: { quota: 100000 per 10m, by: [tenant], counting: leased }`,
  routes: [
    'id: closed, path: /closed, access: { roles: any }',
    'id: strict, path: /strict, access: { roles: any }, revocation: strict',
    'id: stale, path: /stale, access: { roles: any }, whenStateUnavailable: { stale: 60s }',
    'id: open, path: /open, access: { roles: any }, whenStateUnavailable: open',
    'id: two, path: /two, access: public, limits: [two]',
    'id: leased, path: /leased, access: { roles: any }, limits: [leased]',
  ],
});
const cookie = await gateway.mint.cookie({ sid: 's-good' });

const ask = (path: string, headers: Readonly<Record<string, string>> = { cookie }): Promise<Reply> =>
  send(gateway, path, { headers });

async function scrape(): Promise<Metrics> {
  const reply = await admin(gateway, 'GET', 'metrics', undefined, { claims: { scope: 'metrics' } });
  expect(reply.status).toBe(200);
  return parseMetrics(reply.text);
}

/** Its questions behind the answers have been answered. */
async function settled(): Promise<void> {
  let before = Number.NaN;
  await until(async () => {
    const { samples } = await scrape();
    const calls = samples.filter(({ name }) => name === 'portcullis_state_calls_total');
    const ended = calls.reduce((sum, { value }) => sum + value, 0);
    // A script that Redis does not know yet is sent again in full, which is the same call.
    const begun = bridge.requests.filter(({ commands }) => !/^eval$/i.test(commands[0]?.[0] ?? '')).length;
    const isOver = ended === begun && ended === before;
    before = ended;
    return isOver ? true : undefined;
  });
}

/** What has been added to each of the counters meanwhile; those that nothing was added to are left out. */
async function countedDuring(act: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await scrape();
  await act();
  const after = await scrape();
  const grown: Record<string, number> = {};
  for (const { name, labels, value } of after.samples) {
    if (after.types.get(name) !== 'counter') continue;
    // What did not exist before has begun at nothing.
    const earlier = before.samples.some((one) => one.name === name) ? before.value(name, labels) : 0;
    const by = Object.values(labels).join(' ');
    if (value !== earlier)
      grown[`${name.replace(/^portcullis_|_total$/g, '')}${by === '' ? '' : ` ${by}`}`] = value - earlier;
  }
  // The scrape itself.
  grown['requests answered'] = (grown['requests answered'] ?? 0) - 1;
  return grown;
}

describe('the endpoint', () => {
  test('speaks the text format of Prometheus, and begins at nothing for all that it counts', async () => {
    const reply = await admin(gateway, 'GET', 'metrics', undefined, { claims: { scope: 'metrics' } });
    expect(reply.status).toBe(200);
    expect(reply.header('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(reply.header('cache-control')).toBe('no-store');
    const metrics = parseMetrics(reply.text);
    for (const operation of OPERATIONS)
      for (const result of ['ok', 'failed']) metrics.value('portcullis_state_calls_total', { operation, result });
    for (const reason of ['no_route', 'flood', 'state_unavailable', 'limit_exceeded'])
      expect(metrics.value('portcullis_requests_total', { outcome: 'refused', reason })).toBe(0);
    const started = metrics.value('portcullis_isolate_start_time_seconds');
    expect(started).toBeGreaterThanOrEqual(beganSeconds);
    expect(started).toBeLessThanOrEqual(Date.now() / 1000);
  });

  test('wants an operator’s token for metrics, for no tenant in particular', async () => {
    const refused = async (claims: object, keys?: string) =>
      admin(gateway, 'GET', 'metrics', undefined, { claims: { ...claims }, ...(keys === undefined ? {} : { keys }) });
    expectRefusal(await send(gateway, '/.portcullis/v1/metrics'), 401, 'session_required');
    expectRefusal(await refused({ scope: 'revoke tenant-policy state' }), 403, 'forbidden');
    expectRefusal(await refused({ scope: 'metrics', tid: 'acme' }), 403, 'forbidden');
    expectRefusal(await refused({ scope: 'metrics', iss: 'app' }, 'ORIGIN_APP_KEYS'), 403, 'forbidden');
    expectRefusal(
      await admin(gateway, 'POST', 'metrics', {}, { claims: { scope: 'metrics' } }),
      405,
      'method_not_allowed',
    );
  });

  test('asks nothing of shared state', async () => {
    const before = bridge.requests.length;
    expect(await countedDuring(scrape)).toEqual({ 'requests answered': 1 });
    expect(bridge.requests.length).toBe(before);
  });
});

test('one strict request is one call', async () => {
  await ask('/strict');
  await settled();
  const before = bridge.requests.length;
  expect(await countedDuring(() => ask('/strict'))).toMatchObject({
    'requests answered': 1,
    'state_calls admit ok': 1,
    'state_answers store': 1,
  });
  expect(bridge.requests.length - before).toBeLessThanOrEqual(2);
});

test('a hundred requests within a second are a few looks at the feed, and nothing else', async () => {
  await ask('/closed');
  await settled();
  await ask('/closed');
  const before = bridge.requests.length;
  const beganMs = Date.now();
  const counted = await countedDuring(async () => {
    for (let index = 0; index < 100; index += 1) expect((await ask('/closed')).status).toBe(200);
  });
  const passedMs = Date.now() - beganMs;
  const { 'state_calls feed ok': looks = 0, 'state_answers store': asked = 0, ...others } = counted;
  expect(others).toEqual({ 'requests answered': 100, 'state_answers replica': 100 - asked });
  // Only where a slow machine let what is known grow older than the bound.
  expect(asked).toBeLessThanOrEqual(passedMs / 1000);
  // No sooner than half a bound after the last one; and one that has begun may not have ended.
  expect(looks).toBeLessThanOrEqual(2 + passedMs / 450);
  expect([0, 1]).toContain(bridge.requests.length - before - looks);
  const metrics = await scrape();
  expect(metrics.value('portcullis_replica_shards')).toBeGreaterThanOrEqual(1);
  expect(metrics.value('portcullis_replica_revocations_bytes')).toBeGreaterThan(0);
  await until(async () => {
    expect((await ask('/closed')).status).toBe(200);
    return (await scrape()).value('portcullis_replica_age_seconds') <= 1 ? true : undefined;
  });
});

test('a flood that is refused is remembered, and costs no call', async () => {
  const flood = { 'x-forwarded-for': '192.0.2.77' };
  for (let index = 0; index < 3; index += 1) await ask('/two', flood);
  const before = bridge.requests.length;
  const counted = await countedDuring(async () => {
    for (let index = 0; index < 50; index += 1) expectRefusal(await ask('/two', flood), 429, 'rate_limited');
  });
  expect(counted).toEqual({
    'requests answered': 0,
    'requests refused limit_exceeded': 50,
    'state_answers memory': 50,
  });
  expect(bridge.requests.length).toBe(before);
});

test('what leases cover is told apart', async () => {
  const counted = await countedDuring(async () => {
    for (let index = 0; index < 60; index += 1) expect((await ask('/leased')).status).toBe(200);
  });
  expect(counted['requests answered']).toBe(60);
  const asked = counted['state_answers store'] ?? 0;
  expect(counted['leased_counts']).toBe(60 - asked);
  expect(asked).toBeLessThan(30);
});

test('revocations and policies are counted as calls of their own, and seen in the replica', async () => {
  const counted = await countedDuring(async () => {
    await admin(gateway, 'POST', 'revocations', { tenant: 'acme', session: 's-gone', reason: 'test' });
    await admin(gateway, 'PUT', 'tenants/acme/policy', { requireMfa: false });
    expect((await ask('/closed')).status).toBe(200);
  });
  expect(counted).toMatchObject({ 'state_calls revoke ok': 1, 'state_calls set_tenant_policy ok': 1 });
  const metrics = await until(async () => {
    const seen = await scrape();
    return seen.value('portcullis_replica_revocations') >= 1 ? seen : undefined;
  });
  expect(metrics.value('portcullis_replica_policies')).toBe(1);
});

test('a store that is down shows in failed calls, the breaker, refusals and what was let through', async () => {
  expect((await ask('/stale')).status).toBe(200);
  expect(await scrape().then((metrics) => metrics.value('portcullis_breaker_is_open'))).toBe(0);
  bridge.fail('server-error');
  // What is known is then older than the bound.
  await pause(1100);
  const counted = await countedDuring(async () => {
    for (let index = 0; index < 4; index += 1) expectRefusal(await ask('/strict'), 503, 'unavailable');
    for (let index = 0; index < 2; index += 1) expect((await ask('/stale')).status).toBe(200);
    expect((await ask('/open')).status).toBe(200);
  });
  expect(counted).toMatchObject({
    'requests answered': 3,
    'requests refused state_unavailable': 4,
    'degraded stale': 2,
    'degraded open': 1,
    breaker_open: 1,
  });
  expect(counted['state_calls admit failed']).toBeGreaterThanOrEqual(1);
  expect(counted['state_answers store']).toBeUndefined();
  // It is open for a second after each failure.
  const during = await until(async () => {
    expect((await ask('/strict')).status).toBe(503);
    const seen = await scrape();
    return seen.value('portcullis_breaker_is_open') === 1 ? seen : undefined;
  });
  expect(during.value('portcullis_replica_age_seconds')).toBeGreaterThan(1);
  bridge.fail(null);
  await until(async () => ((await ask('/strict')).status === 200 ? true : undefined));
  await until(async () => {
    expect((await ask('/closed')).status).toBe(200);
    const after = await scrape();
    expect(after.value('portcullis_breaker_is_open')).toBe(0);
    return after.value('portcullis_replica_age_seconds') <= 1 ? true : undefined;
  });
});
