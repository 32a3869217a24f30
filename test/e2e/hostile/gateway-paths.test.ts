import { describe, expect, test } from 'vitest';
import { send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { unreached } from '../../support/unreached.ts';

const { origin, gateway } = await gateOfFile({
  routes: ['id: everything, path: /**, methods: [GET, POST, PUT, PATCH, DELETE, OPTIONS], access: public'],
});

describe('nothing under the prefix of the gateway is forwarded, though the rules open every path', () => {
  test.each([
    ...[
      '/.portcullis',
      '/.portcullis/',
      '/.portcullis/unknown',
      '/.portcullis/health/',
      '/.portcullis/health/x',
      '/.portcullis/metrics',
    ],
    ...[
      '/.portcullis/v1',
      '/.portcullis/v1/',
      '/.portcullis/v2/revocations',
      '/.portcullis/v1/tenants/',
      '/.portcullis/v1/state/x',
      '/.portcullis/v1/metrics/x',
      '/.portcullis/v1/tenants/acme',
      '/.portcullis/v1/tenants/acme/policy/x',
    ],
  ])('%s', async (path) => {
    for (const method of ['GET', 'POST', 'DELETE']) {
      expectRefusal(
        await unreached(origin, () => send(gateway, path, { method })),
        404,
        'no_route',
        `${method} ${path}`,
      );
    }
  });

  test.each([
    '/.PORTCULLIS/health',
    '/.Portcullis/v1/revocations',
    '/.portcullis/HEALTH',
    '/.portcullis/jwks.JSON',
    '/.PORTCULLIS/x',
  ])('%s', async (path) => {
    expectRefusal(await unreached(origin, () => send(gateway, path)), 404, 'no_route');
    const patched = await unreached(origin, () => send(gateway, path, { method: 'PATCH' }));
    expect([404, 405]).toContain(patched.status);
  });

  test.each([
    ['POST', '/.portcullis/health', 'GET, HEAD'],
    ['OPTIONS', '/.portcullis/session', 'GET, HEAD, DELETE'],
    ['PATCH', '/.portcullis/v1/tenants/acme/policy', 'GET, HEAD, PUT, DELETE'],
    ['PUT', '/.portcullis/v1/tenants', 'GET, HEAD'],
    ['DELETE', '/.portcullis/v1/state', 'GET, HEAD, POST'],
    ['POST', '/.portcullis/v1/metrics', 'GET, HEAD'],
    ['GET', '/.portcullis/reports', 'POST'],
  ])('%s %s', async (method, path, allow) => {
    const reply = await unreached(origin, () => send(gateway, path, { method }));
    expectRefusal(reply, 405, 'method_not_allowed');
    expect(reply.header('allow')).toBe(allow);
  });
});

test.each(['/portcullis/health', '/.portculliss/x', '/x/.portcullis/health', '/.portcullis-x'])(
  '%s is a path like any other',
  async (path) => {
    expect((await send(gateway, path)).status).toBe(200);
    expect(origin.seen.at(-1)?.target).toBe(path);
  },
);

describe('the public endpoints', () => {
  test('health and readiness say no more than that', async () => {
    expect(JSON.parse((await send(gateway, '/.portcullis/health')).text)).toEqual({ status: 'ok' });
    expect(JSON.parse((await send(gateway, '/.portcullis/ready')).text)).toEqual({
      status: 'ready',
      rules: gateway.policy.digest,
      state: { backend: 'embedded', reachable: true, roundTripMs: expect.any(Number) },
    });
  });

  test('the key set publishes no symmetric key', async () => {
    expect(JSON.parse((await send(gateway, '/.portcullis/jwks.json')).text)).toEqual({ keys: [] });
  });

  test('HEAD answers like GET without a body', async () => {
    const reply = await send(gateway, '/.portcullis/health', { method: 'HEAD' });
    expect([reply.status, reply.body.length]).toEqual([200, 0]);
  });

  test('health has the same answer for a session of another tenant', async () => {
    const cookie = await gateway.mint.cookie({ tid: 'globex' });
    const host = `acme.localhost:${gateway.port}`;
    expect((await send(gateway, '/.portcullis/health', { host, headers: { cookie } })).status).toBe(200);
    expectRefusal(await send(gateway, '/.portcullis/ready', { host, headers: { cookie } }), 403, 'forbidden');
  });

  test('they are not there on hosts that the rules do not name, but for health, which balancers ask for', async () => {
    const host = 'evil.example';
    for (const path of ['ready', 'jwks.json', 'session', 'v1/revocations'])
      expectRefusal(await send(gateway, `/.portcullis/${path}`, { host }), 421, 'unknown_host', path);
    expect((await send(gateway, '/.portcullis/health', { host })).status).toBe(200);
  });
});

describe('reports of browsers', () => {
  const violation = {
    'csp-report': {
      'document-uri': `http://localhost:PORT/open?token=secret-value#f`,
      'effective-directive': 'script-src-elem',
      'blocked-uri': 'inline',
      'script-sample': `${'a'.repeat(40)}secret-value`,
      referrer: 'https://h/?secret-value',
      'line-number': 3,
      'source-file': 'http://localhost:PORT/open?secret-value',
    },
  };

  test('are logged without query values, long samples and anything that was not asked for', async () => {
    const reply = await send(gateway, '/.portcullis/reports', {
      method: 'POST',
      body: JSON.stringify(violation).replaceAll('PORT', String(gateway.port)),
      headers: { 'content-type': 'application/csp-report' },
    });
    expect(reply.status).toBe(204);
    const event = await gateway.eventOf(reply.header('portcullis-request-id'));
    expect(event['report']).toEqual({
      route: 'everything',
      directive: 'script-src-elem',
      disposition: 'enforce',
      blocked: 'inline',
      document: `${gateway.url}/open`,
      source: `${gateway.url}/open`,
      line: 3,
      sample: 'a'.repeat(40),
    });
    expect(JSON.stringify(gateway.events)).not.toContain('secret-value');
  });

  test.each(['', 'no json', '{"a":', 'x'.repeat(63 * 1024)])('that cannot be read are dropped (%#)', async (body) => {
    const reply = await send(gateway, '/.portcullis/reports', { method: 'POST', body });
    expect([reply.status, reply.text]).toEqual([204, '']);
  });

  test('come from any origin, since that of a sandboxed page is not known', async () => {
    for (const origin of ['null', 'https://evil.example']) {
      const headers = { origin, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
      const reply = await send(gateway, '/.portcullis/reports', { method: 'POST', body: '[]', headers });
      expect([reply.status, reply.header('access-control-allow-origin')]).toEqual([204, null]);
    }
  });

  test('in a flood are limited by address', async () => {
    const replies = await Promise.all(
      Array.from({ length: 70 }, () => send(gateway, '/.portcullis/reports', { method: 'POST', body: '[]' })),
    );
    expect(replies.filter(({ status }) => status === 204).length).toBeLessThanOrEqual(60);
    expect(replies.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
    expect(origin.seen.some(({ target }) => target.startsWith('/.portcullis/'))).toBe(false);
  });
});
