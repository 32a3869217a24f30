import { describe, expect, it } from 'vitest';
import { freightClientOfFile, LOAD, OWNER, PAGES } from './freight-client.ts';

const client = await freightClientOfFile();

describe('without a context', () => {
  it.each([
    ...PAGES,
    ...[
      '/feed',
      '/chat',
      '/documents/zeros?bytes=1',
      '/api/me',
      '/api/loads',
      '/api/invoices',
      '/assets/app.css',
      '/favicon.ico',
      '/nothing',
    ],
  ])('GET %s is refused', async (path) => {
    const response = await fetch(client.freight.url + path, { redirect: 'manual' });
    expect([response.status, await response.json()]).toMatchObject([401, { code: 'context_required' }]);
  });

  it.each([
    '/sign-in',
    '/sign-out',
    '/loads',
    '/invoices/ACME-INV-2001/pay',
    '/settings',
    '/documents?name=a',
    '/api/loads',
  ])('POST %s is refused', async (path) => {
    const response = await fetch(client.freight.url + path, { method: 'POST', redirect: 'manual' });
    expect([response.status, await response.json()]).toMatchObject([401, { code: 'context_required' }]);
  });

  it('only the health check answers', async () => {
    const response = await fetch(`${client.freight.url}/health`);
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
  });

  it('plain identity headers count for nothing', async () => {
    const headers = { 'x-user': 'owner@acme.example', 'x-tenant': 'acme', cookie: '__Host-role=x' };
    expect((await fetch(`${client.freight.url}/loads`, { headers })).status).toBe(401);
  });
});

describe('roles', () => {
  const parts: Readonly<Record<string, readonly string[]>> = {
    '/loads': ['owner', 'admin', 'dispatcher', 'safety', 'read_only', 'driver'],
    '/invoices': ['owner', 'accounting'],
    '/drivers': ['owner', 'admin', 'dispatcher', 'safety'],
    '/settings': ['owner', 'admin'],
  };
  const roles = ['owner', 'admin', 'dispatcher', 'accounting', 'safety', 'read_only', 'driver'];

  it.each(roles)('%s sees their pages, and only those in the navigation', async (role) => {
    const navigation = await client.page('/', { tenant: 'acme', role });
    for (const [path, opening] of Object.entries(parts)) {
      const response = await client.ask('GET', path, { tenant: 'acme', role });
      const expected = opening.includes(role);
      expect([path, response.status]).toEqual([path, expected ? 200 : 403]);
      expect([path, navigation.includes(`<a href="${path}"`)]).toEqual([path, expected]);
    }
  });

  it.each(['/loads', '/api/loads'])('only those who plan may POST %s', async (path) => {
    for (const role of roles) {
      const response = await client.ask('POST', path, { tenant: 'acme', role }, { body: new URLSearchParams(LOAD) });
      const expected = ['owner', 'admin', 'dispatcher'].includes(role) ? [201, 303] : [403];
      expect(expected).toContain(response.status);
    }
  });

  it('guard the API as well', async () => {
    const driver = { tenant: 'acme', role: 'driver' };
    const headers = { accept: 'application/json' };
    const response = await client.ask('GET', '/api/invoices', driver, { headers });
    expect([response.status, await response.json()]).toMatchObject([403, { code: 'role_required' }]);
    expect(
      (await client.ask('POST', '/settings', driver, { body: new URLSearchParams({ name: 'Mine' }) })).status,
    ).toBe(403);
  });

  it('send someone without a session to sign in', async () => {
    const response = await client.ask('GET', '/loads', null);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/sign-in?next=%2Floads']);
    expect((await client.ask('GET', '/api/me', null, { headers: { accept: '*/*' } })).status).toBe(401);
  });
});

describe('tenants', () => {
  const pages = ['/', '/loads', '/invoices', '/drivers', '/settings', '/documents', '/api/loads', '/api/invoices'];
  it.each([
    ['acme', 'globex'],
    ['globex', 'acme'],
  ])('%s never sees data of %s', async (tenant, other) => {
    const secret = `Cargo of ${tenant}`;
    await client.ask(
      'POST',
      '/loads',
      { tenant, role: 'owner' },
      { body: new URLSearchParams({ ...LOAD, commodity: secret }) },
    );
    expect(await client.page('/loads', { tenant, role: 'owner' })).toContain(secret);
    for (const path of pages) {
      const text = await client.page(path, { tenant: other, role: 'owner' });
      expect(text.toLowerCase()).not.toContain(tenant);
    }
  });

  it("cannot reach another's records by their ids", async () => {
    const globex = { tenant: 'globex', role: 'owner' };
    expect((await client.ask('GET', '/loads/ACME-L-1001', OWNER)).status).toBe(200);
    expect((await client.ask('GET', '/loads/ACME-L-1001', globex)).status).toBe(404);
    expect((await client.ask('POST', '/invoices/ACME-INV-2001/pay', globex)).status).toBe(404);
    const status = new URLSearchParams({ status: 'delayed' });
    expect((await client.ask('POST', '/loads/ACME-L-1001/status', globex, { body: status })).status).toBe(404);
    expect(await client.page('/loads/ACME-L-1001', OWNER)).not.toContain('data-status="delayed"');
  });

  it('of which the app knows nothing get nothing', async () => {
    expect((await client.ask('GET', '/', { tenant: 'initech', role: 'owner' })).status).toBe(403);
  });
});

describe('the log', () => {
  it('has a line for each request that arrived', async () => {
    const before = client.freight.requests.length;
    await client.ask('GET', '/drivers?a=1', OWNER, { claims: { jti: 'request-8' } });
    await fetch(`${client.freight.url}/drivers`);
    expect(client.lines.slice(-2)).toEqual([
      'GET /drivers?a=1 200 tenant=acme user=owner@acme.example',
      'GET /drivers 401 tenant=- user=-',
    ]);
    expect(client.freight.requests.slice(before)).toMatchObject([
      { method: 'GET', target: '/drivers?a=1', status: 200, tenant: 'acme', requestId: 'request-8' },
      { target: '/drivers', status: 401, tenant: null, requestId: null },
    ]);
  });
});
