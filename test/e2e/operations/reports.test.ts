import { describe, expect, test } from 'vitest';
import { admin } from '../../support/admin.ts';
import { type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile, redisGateOfFile } from '../../support/gate.ts';
import type { TestGateway } from '../../support/gateway.ts';
import { pause, until } from '../../support/patience.ts';
import { parseMetrics } from '../../support/prometheus.ts';
import { ADDRESS_FROM_HEADER } from '../../support/rules.ts';

const OPTIONS = {
  clientAddress: ADDRESS_FROM_HEADER,
  routes: [
    'id: orders, path: /orders/**, access: public',
    'id: form, path: /form, methods: [POST], access: public',
    'id: rest, path: /**, access: public',
  ],
};
const embedded = await gateOfFile(OPTIONS);
const redis = await redisGateOfFile(OPTIONS);
const TODAY = new Date().toISOString().slice(0, 10);

function report(gateway: TestGateway, path: string, blocked: string, address = '192.0.2.1'): Promise<Reply> {
  const body = { effectiveDirective: 'script-src-elem', blockedURL: blocked, disposition: 'report' };
  return send(gateway, '/.portcullis/reports', {
    method: 'POST',
    headers: { 'content-type': 'application/reports+json', 'x-forwarded-for': address },
    body: JSON.stringify([{ type: 'csp-violation', url: `${gateway.url}${path}`, body }]),
  });
}

async function list(gateway: TestGateway, query = ''): Promise<Record<string, unknown>> {
  const reply = await admin(gateway, 'GET', `reports${query}`, undefined, { claims: { scope: 'reports' } });
  expect(reply.status).toBe(200);
  expect(reply.header('cache-control')).toBe('no-store');
  return JSON.parse(reply.text) as Record<string, unknown>;
}

async function lost(gateway: TestGateway): Promise<number> {
  const reply = await admin(gateway, 'GET', 'metrics', undefined, { claims: { scope: 'metrics' } });
  return parseMetrics(reply.text).value('portcullis_reports_total', { outcome: 'lost' });
}

describe.each([
  ['embedded state', embedded.gateway],
  ['Redis', redis.gateway],
])('reports, with %s', (_, gateway) => {
  test('are counted by route, and operators read them', async () => {
    for (const path of ['/orders/7?secret=1', '/orders/8', '/form', '/.portcullis/session'])
      expect((await report(gateway, path, 'inline')).status).toBe(204);
    await report(gateway, '/orders/9', 'https://cdn.example.com/lib.js?secret=1');
    const kind = { directive: 'script-src-elem', disposition: 'report', first: TODAY, last: TODAY };
    const reports = await until(async () => {
      const { reports: found, next } = await list(gateway);
      expect(next).toBe(null);
      return Array.isArray(found) && found.length === 2 ? found : undefined;
    });
    expect(reports).toEqual([
      {
        route: 'orders',
        kinds: [
          { ...kind, blocked: 'inline', count: 2, document: '/orders/7' },
          { ...kind, blocked: 'https://cdn.example.com/lib.js', count: 1, document: '/orders/9' },
        ],
        overflow: 0,
      },
      { route: 'form', kinds: [{ ...kind, blocked: 'inline', count: 1, document: '/form' }], overflow: 0 },
    ]);
    expect(gateway.events.filter(({ event }) => event === 'report').map(({ report }) => report)).toHaveLength(3);
  });

  test('are for operators alone, and of all tenants at once', async () => {
    for (const claims of [{ scope: 'revoke' }, { scope: 'reports', tid: 'acme' }])
      expectRefusal(await admin(gateway, 'GET', 'reports', undefined, { claims }), 403, 'forbidden');
    const reply = await admin(gateway, 'GET', 'reports?cursor=9', undefined, { claims: { scope: 'reports' } });
    expectRefusal(reply, 400, 'malformed_request');
  });
});

test('without shared state they are lost and counted as lost, and no client notices', async () => {
  const { gateway, bridge } = redis;
  const before = await lost(gateway);
  bridge.fail('reset-before');
  expect((await report(gateway, '/orders/1', 'eval', '192.0.2.9')).status).toBe(204);
  await pause(2500);
  bridge.fail(null);
  await until(async () => ((await lost(gateway)) === before + 1 ? true : undefined));
});
