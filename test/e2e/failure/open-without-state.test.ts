import type { Policy } from '@portcullis/rules/policy';
import { decodeJwt } from 'jose';
import { describe, expect, test } from 'vitest';
import { type Ask, type Reply, send } from '../../support/client.ts';
import { contextOf } from '../../support/context.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';

/** State fails on every request that is counted: the limit's window is no number, which no compiler would write. */

const ROUTES = [
  'id: open, path: /open, access: { roles: [owner] }, limits: [broken], whenStateUnavailable: open',
  'id: closed, path: /closed, access: public, limits: [broken]',
  'id: stale, path: /stale, access: public, limits: [broken], whenStateUnavailable: { stale: 60s }',
  'id: kept, path: /kept, access: public, limits: [broken]',
  'id: seen, path: /seen, access: public, limits: [broken], mode: observe',
  'id: sign-in, path: /sign-in, access: public, signIn: true, limits: [attempts], whenStateUnavailable: open',
];

function broken(policy: Policy): Policy {
  const limits = Object.fromEntries(
    Object.entries(policy.limits).map(([id, limit]) => [id, { ...limit, windowSeconds: 'never' }]),
  );
  // The compiler refuses a record that must be kept where state may be left out.
  const routes = policy.routes.map((route) =>
    route.id === 'kept' ? { ...route, audit: 'required', whenStateUnavailable: { kind: 'open' } } : route,
  );
  return { ...policy, routes, limits } as unknown as Policy;
}

const { origin, gateway } = await gateOfFile({
  answer: (request, response) => {
    void (async () => response.writeHead(200, await sessionFor(request.url, request.headers)).end('ok'))();
  },
  more: 'limits: { broken: { quota: 5 per 1m, by: [address] }, attempts: { quota: 5 per 1m, by: [address], count: failures } }',
  routes: ROUTES,
  adjust: broken,
});

async function sessionFor(path: string | undefined, headers: NodeJS.Dict<string | string[]>) {
  if (path !== '/sign-in') return {};
  const { jti } = decodeJwt(String(headers['portcullis-context']));
  return { 'portcullis-session': await gateway.mint.grant({ jti }) };
}

const eventOf = (reply: Reply) => gateway.eventOf(reply.header('portcullis-request-id'));

async function expectRefused(path: string, status: number, code: string, reason: string, ask: Ask = {}): Promise<void> {
  const before = origin.begun;
  const reply = await send(gateway, path, ask);
  expectRefusal(reply, status, code);
  expect(await eventOf(reply)).toMatchObject({ reason });
  expect(origin.begun).toBe(before);
}

test.each(['/closed', '/stale', '/kept', '/seen'])('%s is refused', async (path) => {
  await expectRefused(path, 503, 'unavailable', 'state_unavailable');
});

describe('a route that stays open', () => {
  test('passes, without fields of limits that no one has counted, and each time it is recorded', async () => {
    for (let index = 0; index < 7; index += 1) {
      const reply = await send(gateway, '/open', { headers: { cookie: await gateway.mint.cookie() } });
      expect([reply.status, reply.header('ratelimit')]).toEqual([200, null]);
      expect(await eventOf(reply)).toMatchObject({ outcome: 'answered', degraded: true, observed: [], user: 'user-1' });
    }
    expect((await contextOf(gateway, origin.seen.at(-1))).sub).toBe('user-1');
  });

  test('asks for all that needs no state', async () => {
    const as = async (claims: object) => ({ headers: { cookie: await gateway.mint.cookie({ ...claims }) } });
    await expectRefused('/open', 401, 'session_required', 'session_missing');
    await expectRefused('/open', 401, 'session_required', 'session_invalid', await as({ iat: 1000, exp: 1600 }));
    await expectRefused('/open', 403, 'forbidden', 'role_missing', await as({ roles: ['reader'] }));
    const host = `globex.localhost:${gateway.port}`;
    await expectRefused('/open', 403, 'forbidden', 'tenant_mismatch', { host, ...(await as({})) });
  });

  test('signs in, though there is no count to give back', async () => {
    const reply = await send(gateway, '/sign-in', { method: 'POST', body: 'x' });
    expect([reply.status, reply.headers['set-cookie']?.length]).toEqual([200, 1]);
    expect(await eventOf(reply)).toMatchObject({ degraded: true, notes: ['session_started'] });
  });
});
