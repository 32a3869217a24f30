import { expect, test } from 'vitest';
import { send } from '../../support/client.ts';
import { redisGateOfFile } from '../../support/gate.ts';

/** What a visitor without a session costs shared state. */

const {
  gateway,
  origin,
  bridge: rest,
} = await redisGateOfFile({
  routes: [
    'id: strict, path: /strict, access: { roles: any }, revocation: strict, audit: required',
    'id: usual, path: /**, access: { roles: any }',
  ],
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
