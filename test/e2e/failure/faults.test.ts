import type { Policy, RouteRule } from '@portcullis/rules/policy';
import { expect, test } from 'vitest';
import { send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { unreached } from '../../support/unreached.ts';

/** Rules that no compiler would write make steps and state fail, each in its own way. */

const ROUTES = [
  'id: no-access, path: /no-access, access: public',
  'id: no-limits, path: /no-limits, access: public',
  'id: lost-limit, path: /lost-limit, access: public',
  'id: no-headers, path: /no-headers, access: public',
  'id: no-origin, path: /no-origin, access: public',
  'id: bad-state, path: /bad-state, access: public, limits: [slow]',
  'id: open-state, path: /open-state, access: public, limits: [slow], whenStateUnavailable: open',
  'id: stale-state, path: /stale-state, access: public, limits: [slow], whenStateUnavailable: { stale: 60s }',
];

const BREAKS: Readonly<Record<string, (route: RouteRule) => unknown>> = {
  'no-access': (route) => ({ ...route, access: null }),
  'no-limits': (route) => ({ ...route, limits: null }),
  'lost-limit': (route) => ({ ...route, limits: ['nowhere'] }),
  'no-headers': (route) => ({ ...route, headers: null }),
  'no-origin': (route) => ({ ...route, origin: 'nowhere' }),
};

function broken(policy: Policy): Policy {
  const routes = policy.routes.map((route) => (BREAKS[route.id]?.(route) ?? route) as RouteRule);
  const slow = { ...policy.limits['slow'], windowSeconds: 'never' };
  return { ...policy, routes, limits: { ...policy.limits, slow } } as unknown as Policy;
}

const { origin, gateway } = await gateOfFile({
  routes: ROUTES,
  more: 'limits: { slow: { quota: 5 per 1m, by: [address] } }',
  adjust: broken,
});

test.each([
  ['/no-access', 'internal_error'],
  ['/no-limits', 'internal_error'],
  ['/lost-limit', 'internal_error'],
  ['/no-origin', 'signing_key_missing'],
  ['/bad-state', 'state_unavailable'],
  ['/stale-state', 'state_unavailable'],
])('%s: a step that cannot complete refuses, and the origin hears nothing', async (path, reason) => {
  const reply = await unreached(origin, () => send(gateway, path));
  expectRefusal(reply, 503, 'unavailable');
  expect((await gateway.eventOf(reply.header('portcullis-request-id')))['reason']).toBe(reason);
});

test('a route that says so stays open while state does not answer, and each time is on record', async () => {
  const reply = await send(gateway, '/open-state');
  expect(reply.status).toBe(200);
  const event = await gateway.eventOf(reply.header('portcullis-request-id'));
  expect(event).toMatchObject({ outcome: 'answered', degraded: true, route: 'open-state' });
});

test('an answer that cannot be hardened is not sent', async () => {
  const reply = await send(gateway, '/no-headers');
  expectRefusal(reply, 503, 'unavailable');
  expect(reply.text).not.toContain('ok');
});
