import { describe, expect, it } from 'vitest';
import { freightClientOfFile, LOAD, OWNER, PAGES } from './freight-client.ts';

const client = await freightClientOfFile();

describe('pages', () => {
  it('show the verified context, and who really acts', async () => {
    const act = { sub: 'support@cargoline.example', reason: 'Ticket <4711>' };
    const response = await client.ask('GET', '/', OWNER, { claims: { act, amr: ['pwd', 'otp'] } });
    const text = await response.text();
    for (const part of [
      'pwd + otp',
      'app.example.com',
      '203.0.113.7',
      'Ticket &lt;4711&gt;',
      'support@cargoline.example acts',
    ])
      expect(text.replaceAll(/<\/?strong>/g, '')).toContain(part);
    expect(response.headers.getSetCookie().map((cookie) => cookie.split('=')[0])).toEqual(['theme', 'last_seen']);
    expect(await client.page('/', OWNER)).not.toContain('class="banner"');
  });

  it('hold no inline script or style, so that a strict policy does not break them', async () => {
    for (const path of PAGES) {
      const text = await client.page(path, OWNER);
      expect(text).toContain('<main id="main"');
      expect(text).not.toMatch(/<style|style=|<script(?![^>]* src=)| on[a-z]+=/i);
    }
  });

  it.each(['/loads', '/loads/ACME-L-1001', '/invoices', '/settings', '/documents'])(
    'offer no change at %s to a session that acts for someone, since the gateway would refuse it',
    async (path) => {
      const change = /<form method="post" action="(?!\/sign-out")|<form [^>]*action="\/(?!sign-out)/;
      const claims = { act: { sub: 'support@cargoline.example', reason: 'Ticket 4711' }, amr: ['pwd', 'otp'] };
      expect(await client.page(path, OWNER)).toMatch(change);
      expect(await (await client.ask('GET', path, OWNER, { claims })).text()).not.toMatch(change);
    },
  );

  it('escape what users enter', async () => {
    const commodity = '<script>alert(1)</script>"';
    await client.ask('POST', '/loads', OWNER, { body: new URLSearchParams({ ...LOAD, commodity }) });
    const text = await client.page('/loads', OWNER);
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;');
    expect(text).not.toContain(commodity);
  });

  it('pay an invoice once, in the name of the user', async () => {
    const response = await client.ask('POST', '/invoices/ACME-INV-2001/pay', { tenant: 'acme', role: 'accounting' });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/invoices']);
    await client.ask('POST', '/invoices/ACME-INV-2001/pay', OWNER);
    const invoices = await (await client.ask('GET', '/api/invoices', OWNER)).json();
    expect(invoices.invoices[0]).toMatchObject({ id: 'ACME-INV-2001', paidBy: 'accounting@acme.example' });
  });

  it.each([
    { weightKg: '0' },
    { weightKg: 'heavy' },
    { pickup: '2030-02-31' },
    { from: '' },
    { commodity: 'x'.repeat(61) },
  ])('refuse a load with %j', async (changes) => {
    const response = await client.ask('POST', '/loads', OWNER, { body: new URLSearchParams({ ...LOAD, ...changes }) });
    expect([response.status, (await response.text()).includes('role="alert"')]).toEqual([400, true]);
  });

  it('change the name of the company', async () => {
    const globex = { tenant: 'globex', role: 'owner' };
    expect((await client.ask('POST', '/settings', globex, { body: new URLSearchParams({ name: '' }) })).status).toBe(
      400,
    );
    await client.ask('POST', '/settings', globex, { body: new URLSearchParams({ name: 'Globex & Daughters' }) });
    expect(await client.page('/', globex)).toContain('Globex &amp; Daughters');
  });
});

describe('the API', () => {
  it('says who asks', async () => {
    const response = await client.ask('GET', '/api/me', OWNER, { claims: { jti: 'request-7' } });
    expect(await response.json()).toEqual({
      tenant: 'acme',
      user: 'owner@acme.example',
      roles: ['owner'],
      authenticationMethods: ['pwd'],
      actAs: null,
      host: 'app.example.com',
      clientAddress: '203.0.113.7',
      requestId: 'request-7',
    });
  });

  it('adds a load from JSON', async () => {
    const init = { body: JSON.stringify({ ...LOAD, weightKg: 900 }), headers: { 'content-type': 'application/json' } };
    const response = await client.ask('POST', '/api/loads', OWNER, init);
    const load = await response.json();
    expect([response.status, response.headers.get('location')]).toEqual([201, `/loads/${load.id}`]);
    expect(load).toMatchObject({ weightKg: 900, status: 'planned' });
    expect((await client.ask('POST', '/api/loads', OWNER, { ...init, body: '{' })).status).toBe(400);
  });
});

describe('assets', () => {
  it('come compressed to those who can read it, and again only when changed', async () => {
    for (const path of ['/assets/app.css', '/assets/app.js']) {
      const gzip = await client.ask('GET', path, null, { headers: { 'accept-encoding': 'br;q=1, gzip' } });
      const plain = await client.ask('GET', path, null, { headers: { 'accept-encoding': 'gzip;q=0' } });
      expect([gzip.headers.get('content-encoding'), plain.headers.get('content-encoding')]).toEqual(['gzip', null]);
      expect(await gzip.text()).toBe(await plain.text());
      const etag = gzip.headers.get('etag') ?? '';
      expect(etag).not.toBe(plain.headers.get('etag'));
      const again = await client.ask('GET', path, null, {
        headers: { 'accept-encoding': 'gzip', 'if-none-match': `W/${etag}` },
      });
      expect([again.status, await again.text()]).toEqual([304, '']);
    }
  });

  it.each(['/assets/..%2fpackage.json', '/assets/nothing.js', '/assets/__proto__'])('there is no %s', async (path) => {
    expect((await client.ask('GET', path, null)).status).toBe(404);
  });
});
