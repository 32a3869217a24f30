import { decodeJwt } from 'jose';
import { describe, expect, test } from 'vitest';
import { admin } from '../../support/admin.ts';
import { type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { until } from '../../support/gateway.ts';
import { pause } from '../../support/patience.ts';
import { parseMetrics } from '../../support/prometheus.ts';
import { ADDRESS_FROM_HEADER } from '../../support/rules.ts';

const { origin, gateway } = await gateOfFile({
  answer: (request, response, body) => {
    void body.then(async ({ body: word }) => {
      const { jti } = decodeJwt(String(request.headers['portcullis-context']));
      const granted = word.toString() === 'right' ? { 'portcullis-session': await gateway.mint.grant({ jti }) } : {};
      response.writeHead(word.toString() === 'wrong' ? 401 : 200, granted).end('ok');
    });
  },
  clientAddress: ADDRESS_FROM_HEADER,
  more: `
limits:
  burst: { quota: 20 per 1h, by: [address] }
  user: { quota: 3 per 1h, by: [tenant, user] }
  tenant: { quota: 4 per 1h, by: [tenant] }
  shared: { quota: 2 per 1h, by: [route] }
  short: { quota: 2 per 2s, by: [address] }
  failures: { quota: 3 per 1h, by: [address], count: failures }`,
  routes: [
    'id: burst, path: /burst, access: public, limits: [burst]',
    'id: user, path: /user, access: { roles: any }, limits: [user]',
    'id: tenant, path: /tenant, access: { roles: any }, limits: [tenant]',
    'id: both, path: /both, access: public, limits: [burst, shared]',
    'id: short, path: /short, access: public, limits: [short]',
    'id: sign-in, path: /sign-in, access: public, signIn: true, limits: [failures]',
  ],
});

const from = (address: string, path: string, headers = {}): Promise<Reply> =>
  send(gateway, path, { headers: { 'x-forwarded-for': address, ...headers } });

test('of fifty requests at once exactly the quota is admitted', async () => {
  const before = origin.begun;
  const replies = await Promise.all(Array.from({ length: 50 }, () => from('192.0.2.1', '/burst')));
  const statuses = replies.map(({ status }) => status);
  expect([
    statuses.filter((status) => status === 200).length,
    statuses.filter((status) => status === 429).length,
  ]).toEqual([20, 30]);
  expect(origin.begun - before).toBe(20);
  expect((await from('192.0.2.2', '/burst')).status).toBe(200);
});

describe('the fields', () => {
  test('of an admitted request say what is left', async () => {
    const fromMs = Date.now();
    const reply = await from('192.0.2.3', '/burst');
    const passedSeconds = Math.ceil((Date.now() - fromMs) / 1000);
    expect(reply.header('ratelimit-policy')).toBe('"burst";q=20;w=3600');
    expect(reply.header('ratelimit')).toMatch(/^"burst";r=19;t=\d+$/);
    // A whole hour, and the sixtieth of it in which it was counted, less what has passed since then.
    const seconds = Number(/t=(\d+)/.exec(reply.header('ratelimit') ?? '')?.[1]);
    expect(seconds).toBeGreaterThanOrEqual(3600 - passedSeconds);
    expect(seconds).toBeLessThanOrEqual(3661);
    expect(reply.header('retry-after')).toBeNull();
  });

  test('of a refused one say when to come back, and coming back then works', async () => {
    let passed = 0;
    // On a busy machine, some of the window is over before its quota is used up.
    const reply = await until(async () => {
      const before = origin.begun;
      const asked = await from('192.0.2.4', '/short');
      passed = origin.begun;
      if (asked.status === 200) return undefined;
      expect(passed).toBe(before);
      return asked;
    });
    expect(passed).toBeGreaterThanOrEqual(2);
    expectRefusal(reply, 429, 'rate_limited');
    const seconds = Number(reply.header('retry-after'));
    expect([1, 2, 3]).toContain(seconds);
    expect(reply.header('ratelimit')).toBe(`"short";r=0;t=${seconds}`);
    await pause(seconds * 1000);
    expect((await from('192.0.2.4', '/short')).status).toBe(200);
  });

  test('name every limit of the route, and one that refuses counts against none', async () => {
    const first = await from('192.0.2.5', '/both');
    expect(first.header('ratelimit-policy')).toBe('"burst";q=20;w=3600, "shared";q=2;w=3600');
    await from('192.0.2.5', '/both');
    expectRefusal(await from('192.0.2.5', '/both'), 429, 'rate_limited');
    expect((await from('192.0.2.5', '/burst')).header('ratelimit')).toMatch(/^"burst";r=17;/);
  });
});

test('users are counted apart, and the same id in two tenants is two users', async () => {
  const as = async (claims: object) => from('192.0.2.6', '/user', { cookie: await gateway.mint.cookie({ ...claims }) });
  for (let index = 0; index < 3; index += 1) expect((await as({ tid: 'acme', sub: 'u' })).status).toBe(200);
  expectRefusal(await as({ tid: 'acme', sub: 'u' }), 429, 'rate_limited');
  expect((await as({ tid: 'acme', sub: 'v' })).status).toBe(200);
  expect((await as({ tid: 'globex', sub: 'u' })).status).toBe(200);
});

test("a tenant's quota is its users' together, and strangers cannot use it up", async () => {
  for (let index = 0; index < 10; index += 1)
    expectRefusal(await from('192.0.2.7', '/tenant'), 401, 'session_required');
  for (let index = 0; index < 4; index += 1) {
    const cookie = await gateway.mint.cookie({ sub: `user-${index}` });
    expect((await from(`192.0.2.1${index}`, '/tenant', { cookie })).status).toBe(200);
  }
  expectRefusal(
    await from('192.0.2.7', '/tenant', { cookie: await gateway.mint.cookie({ sub: 'user-5' }) }),
    429,
    'rate_limited',
  );
});

describe('a limit that counts failures', () => {
  const signIn = (address: string, body: string): Promise<Reply> =>
    send(gateway, '/sign-in', { method: 'POST', body, headers: { 'x-forwarded-for': address } });

  async function givenBack(): Promise<number> {
    const { text } = await admin(gateway, 'GET', 'metrics', undefined, { claims: { scope: 'metrics' } });
    return parseMetrics(text).value('portcullis_state_calls_total', { operation: 'release', result: 'ok' });
  }

  test('gives back what ended in a session', async () => {
    for (let index = 0; index < 6; index += 1) {
      const reply = await signIn('192.0.2.20', 'right');
      expect(reply.status).toBe(200);
      // The count is given back behind the answer.
      await until(async () => ((await givenBack()) > index ? true : undefined));
    }
  });

  test('keeps failures, and then refuses the right password too', async () => {
    for (let index = 0; index < 3; index += 1) expect((await signIn('192.0.2.21', 'wrong')).status).toBe(401);
    const before = origin.begun;
    expectRefusal(await signIn('192.0.2.21', 'right'), 429, 'rate_limited');
    expect(origin.begun).toBe(before);
  });

  test('counts an answer without a session as a failure, whatever its status', async () => {
    for (let index = 0; index < 3; index += 1) expect((await signIn('192.0.2.22', 'maybe')).status).toBe(200);
    expectRefusal(await signIn('192.0.2.22', 'maybe'), 429, 'rate_limited');
  });
});
