import { describe, expect, test } from 'vitest';
import { type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import type { TestGateway } from '../../support/gateway.ts';
import { gatewayOfFile } from '../../support/of-file.ts';
import { testRules } from '../../support/rules.ts';
import { unreached } from '../../support/unreached.ts';

const ROUTES = [
  'id: tls, path: /tls, access: { public: true, tls: "1.3" }',
  'id: country, path: /country, access: { public: true, countries: [DE, AT] }',
  'id: network, path: /network, access: { public: true, asns: [64496] }',
  'id: tenant, path: /tenant, access: { public: true, tenant: required }',
  'id: past, path: /past, access: { public: true, until: 2026-01-01T00:00Z }',
  'id: future, path: /future, access: { public: true, from: 2100-01-01T00:00Z }',
  'id: present, path: /present, access: { public: true, from: 2026-01-01T00:00Z, until: 2100-01-01T00:00Z }',
  'id: small, path: /small, access: public, requestHeaders: 1KiB',
];
/** Header that the test's gateway takes for Cloudflare's word; no client can send it to a real one. */
const TOLD = 'x-test-cf';

const { origin, gateway } = await gateOfFile({ routes: ROUTES, cfHeader: TOLD });
const plain = await gatewayOfFile({ rules: testRules({ origins: { app: origin.url }, routes: ROUTES }) });

const ask = (path: string, cf: unknown): Promise<Reply> =>
  send(gateway, path, { headers: cf === null ? {} : { [TOLD]: JSON.stringify(cf) } });

async function expectReason(reply: Reply, from: TestGateway, reason: string): Promise<void> {
  expectRefusal(reply, 403, 'forbidden');
  expect((await from.eventOf(reply.header('portcullis-request-id')))['reason']).toBe(reason);
}

describe('what Cloudflare tells of the connection', () => {
  test.each([
    ['/tls', { tlsVersion: 'TLSv1.3' }],
    ['/country', { country: 'DE' }],
    ['/country', { country: 'AT' }],
    ['/network', { asn: 64496 }],
  ])('%s passes with %j', async (path, cf) => {
    const before = origin.begun;
    expect((await ask(path, cf)).status).toBe(200);
    expect(origin.begun).toBe(before + 1);
    expect(Object.keys(origin.seen.at(-1)?.headers ?? {})).not.toContain(TOLD);
  });

  test.each([
    ['/tls', { tlsVersion: 'TLSv1.2' }, 'tls_too_old'],
    ['/tls', { tlsVersion: 'TLSv1.4' }, 'tls_too_old'],
    ['/tls', {}, 'tls_too_old'],
    ['/tls', null, 'tls_too_old'],
    ['/country', { country: 'FR' }, 'country_not_listed'],
    ['/country', { country: 'XX' }, 'country_not_listed'],
    ['/country', { country: ['DE'] }, 'country_not_listed'],
    ['/country', null, 'country_not_listed'],
    ['/network', { asn: 64497 }, 'asn_not_listed'],
    ['/network', { asn: '64496' }, 'asn_not_listed'],
    ['/network', null, 'asn_not_listed'],
  ])('%s is refused with %j: %s', async (path, cf, reason) => {
    const before = origin.begun;
    await expectReason(await ask(path, cf), gateway, reason);
    expect(origin.begun).toBe(before);
  });

  test('is no header of a client: where the platform tells nothing, nothing holds', async () => {
    const before = origin.begun;
    const headers = {
      'cf-ipcountry': 'DE',
      'cf-blob': '{"country":"DE"}',
      [TOLD]: '{"country":"DE"}',
      cf: '{"country":"DE"}',
    };
    await expectReason(await send(plain, '/country', { headers }), plain, 'country_not_listed');
    expect(origin.begun).toBe(before);
  });
});

test('a route that needs a tenant in the host has none at the common host', async () => {
  const before = origin.begun;
  await expectReason(await ask('/tenant', null), gateway, 'tenant_missing');
  expect(origin.begun).toBe(before);
  const named = await send(gateway, '/tenant', { host: `acme.localhost:${gateway.port}` });
  expect(named.status).toBe(200);
});

test.each([
  ['/past', 'no_longer_open'],
  ['/future', 'not_yet_open'],
])('%s is refused: %s', async (path, reason) => {
  const before = origin.begun;
  await expectReason(await ask(path, null), gateway, reason);
  expect(origin.begun).toBe(before);
});

test('a route passes while it is open', async () => {
  expect((await ask('/present', null)).status).toBe(200);
});

test('a route may take fewer headers than the gateway', async () => {
  expectRefusal(
    await unreached(origin, () => send(gateway, '/small', { headers: { 'x-long': 'a'.repeat(1024) } })),
    431,
    'too_large',
  );
  expect((await send(gateway, '/small', { headers: { 'x-long': 'a'.repeat(512) } })).status).toBe(200);
});
