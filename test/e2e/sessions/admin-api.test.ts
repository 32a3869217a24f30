import { describe, expect, test } from 'vitest';
import { admin } from '../../support/admin.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { ADDRESS_FROM_HEADER } from '../../support/rules.ts';

const { gateway } = await gateOfFile({
  clientAddress: ADDRESS_FROM_HEADER,
  routes: ['id: mine, path: /mine, access: { roles: any }'],
});

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe('revocations', () => {
  test.each([
    { tenant: 'acme', session: 'session-1' },
    { tenant: 'acme', user: 'user-1' },
    { tenant: 'acme' },
    { all: true },
  ])('of %j are answered with what holds now', async (scope) => {
    const reply = await admin(gateway, 'POST', 'revocations', { ...scope, reason: 'left the company' });
    expect(reply.status).toBe(201);
    expect(JSON.parse(reply.text)).toEqual({
      ...scope,
      reason: 'left the company',
      by: 'operator:test',
      notBefore: TIME,
      expires: TIME,
    });
    expect(reply.header('cache-control')).toBe('no-store');
    expect((await gateway.eventOf(reply.header('portcullis-request-id')))['notes']).toEqual([
      'admin:revoke:operator:test',
    ]);
  });

  test('are listed, newest first, for all tenants or for one', async () => {
    await admin(gateway, 'POST', 'revocations', { tenant: 'globex', user: "o'brien; DROP", reason: 'x' });
    const all = JSON.parse((await admin(gateway, 'GET', 'revocations')).text) as {
      revocations: Record<string, unknown>[];
    };
    expect(all.revocations[0]).toMatchObject({ tenant: 'globex', user: "o'brien; DROP" });
    expect(all.revocations.length).toBe(5);
    const one = JSON.parse((await admin(gateway, 'GET', 'revocations?tenant=globex')).text) as {
      revocations: Record<string, unknown>[];
    };
    expect(one.revocations).toEqual([
      expect.objectContaining({ tenant: 'globex' }),
      expect.objectContaining({ all: true }),
    ]);
  });

  test.each([
    ...[
      {},
      { tenant: 'acme' },
      { reason: 'x' },
      { all: true },
      { all: false, reason: 'x' },
      { all: 1, reason: 'x' },
      { all: true, tenant: 'acme', reason: 'x' },
    ],
    ...[
      { tenant: 'ACME', reason: 'x' },
      { tenant: '', reason: 'x' },
      { tenant: 'a.b', reason: 'x' },
      { tenant: ['acme'], reason: 'x' },
      { session: 's', reason: 'x' },
      { user: 'u', reason: 'x' },
    ],
    ...[
      { tenant: 'acme', session: '', reason: 'x' },
      { tenant: 'acme', user: null, reason: 'x' },
      { tenant: 'acme', user: 7, reason: 'x' },
      { tenant: 'acme', user: 'u', session: 's', reason: 'x' },
    ],
    ...[
      { tenant: 'acme', reason: '' },
      { tenant: 'acme', reason: 7 },
      { tenant: 'acme', reason: 'x'.repeat(257) },
      { tenant: 'acme', reason: 'a\nb' },
      { tenant: 'acme', reason: 'x', userr: 'u' },
    ],
    ...[
      '',
      'null',
      '[]',
      '"x"',
      '{"tenant":',
      '{"tenant":"acme","reason":"x"}x',
      `{"tenant":"acme","reason":"${'x'.repeat(5000)}"}`,
    ],
  ])('%j is refused, with what to send', async (body) => {
    const reply = await admin(gateway, 'POST', 'revocations', body);
    expectRefusal(reply, 400, 'malformed_request');
    expect(JSON.parse(reply.text)).toMatchObject({ detail: expect.stringContaining('"tenant"') });
  });

  test('are listed to a token of one tenant for that tenant alone, whether or not it names it', async () => {
    await admin(gateway, 'POST', 'revocations', { tenant: 'initech', user: 'u-1', reason: 'x' });
    for (const path of ['revocations', 'revocations?tenant=acme']) {
      const reply = await admin(gateway, 'GET', path, undefined, { claims: { tid: 'acme' } });
      const { revocations } = JSON.parse(reply.text) as { revocations: { tenant?: string; all?: true }[] };
      expect(revocations.length).toBeGreaterThanOrEqual(4);
      expect(revocations.filter(({ tenant, all }) => tenant !== 'acme' && all !== true)).toEqual([]);
    }
    const other = await admin(gateway, 'GET', 'revocations?tenant=initech', undefined, { claims: { tid: 'acme' } });
    expectRefusal(other, 403, 'forbidden');
  });

  test.each(['ACME', '', 'a%2eb', "a'b"])('a list for the tenant "%s" is refused', async (tenant) => {
    expectRefusal(await admin(gateway, 'GET', `revocations?tenant=${tenant}`), 400, 'malformed_request');
  });
});

describe("a tenant's policy", () => {
  const NONE = {
    tenant: 'acme',
    suspended: false,
    addresses: [],
    requireMfa: false,
    forbidActAs: false,
    notBefore: null,
  };

  test('is nothing, then what was put, then nothing again', async () => {
    expect(JSON.parse((await admin(gateway, 'GET', 'tenants/acme/policy')).text)).toEqual(NONE);
    const policy = {
      suspended: true,
      addresses: ['10.0.0.0/8', '2001:db8::/32'],
      requireMfa: true,
      forbidActAs: false,
      notBefore: '2026-01-02T03:04:05.000Z',
    };
    const put = await admin(gateway, 'PUT', 'tenants/acme/policy?force=true', policy);
    expect([put.status, JSON.parse(put.text)]).toEqual([200, { tenant: 'acme', ...policy }]);
    expect(JSON.parse((await admin(gateway, 'GET', 'tenants/acme/policy')).text)).toEqual({
      tenant: 'acme',
      ...policy,
    });
    expect(JSON.parse((await admin(gateway, 'GET', 'tenants/globex/policy')).text)).toEqual({
      ...NONE,
      tenant: 'globex',
    });
    expect((await admin(gateway, 'DELETE', 'tenants/acme/policy')).status).toBe(204);
    expect(JSON.parse((await admin(gateway, 'GET', 'tenants/acme/policy')).text)).toEqual(NONE);
  });

  test('can be put back as it was read, but not for another tenant', async () => {
    await admin(gateway, 'PUT', 'tenants/acme/policy', {
      requireMfa: true,
      forbidActAs: false,
      notBefore: 1_700_000_000.5,
    });
    const { text } = await admin(gateway, 'GET', 'tenants/acme/policy');
    expect(JSON.parse(text)).toMatchObject({ tenant: 'acme', notBefore: '2023-11-14T22:13:20.500Z' });
    expect(JSON.parse((await admin(gateway, 'PUT', 'tenants/acme/policy', text)).text)).toEqual(JSON.parse(text));
    const other = await admin(gateway, 'PUT', 'tenants/globex/policy', text);
    expectRefusal(other, 400, 'malformed_request');
    expect(JSON.parse(other.text)).toMatchObject({ detail: expect.stringContaining('another tenant') });
    await admin(gateway, 'DELETE', 'tenants/acme/policy');
  });

  test('is replaced whole: what a put leaves out demands nothing', async () => {
    await admin(gateway, 'PUT', 'tenants/acme/policy', { requireMfa: true });
    const reply = await admin(gateway, 'PUT', 'tenants/acme/policy', { suspended: true });
    expect(JSON.parse(reply.text)).toEqual({ ...NONE, suspended: true });
    await admin(gateway, 'DELETE', 'tenants/acme/policy');
  });

  test.each([
    ...[
      { suspended: 'true' },
      { suspended: null },
      { requireMfa: 1 },
      { requireMFA: true },
      { suspend: true },
      { tenant: 'acme' },
    ],
    ...[
      { addresses: '10.0.0.0/8' },
      { addresses: [7] },
      { addresses: ['10.0.0.0/33'] },
      { addresses: ['10.0.0.1/8'] },
      { addresses: ['0.0.0.0/0'] },
      { addresses: ['::/0'] },
      { addresses: ['10.0.0.0/8 '] },
    ],
    ...[
      { addresses: ['010.0.0.0/8'] },
      { addresses: ['0x0a.0.0.0/8'] },
      { addresses: ['10.0.0.0/-1'] },
      { addresses: ['10.0.0.0/08'] },
      { addresses: ['office'] },
      { addresses: Array.from({ length: 1001 }, () => '10.0.0.0/8') },
    ],
    ...[
      { notBefore: 'yesterday' },
      { notBefore: -1 },
      { notBefore: 99999999999 },
      { notBefore: '2199-01-01T00:00:00Z' },
      { notBefore: true },
    ],
    ...['', '[]', 'null', '{', '"suspended"'],
  ])('%j is refused, and changes nothing', async (body) => {
    const reply = await admin(gateway, 'PUT', 'tenants/initech/policy', body);
    expectRefusal(reply, 400, 'malformed_request');
    expect((JSON.parse(reply.text) as { detail: string }).detail.length).toBeGreaterThan(20);
    expect(JSON.parse((await admin(gateway, 'GET', 'tenants/initech/policy')).text)).toEqual({
      ...NONE,
      tenant: 'initech',
    });
  });

  test.each(['ACME', 'a.b', '-a', 'a_b', 'a'.repeat(64), '%C3%A9'])('of the tenant "%s" is refused', async (tenant) => {
    expectRefusal(await admin(gateway, 'GET', `tenants/${tenant}/policy`), 400, 'malformed_request');
    expectRefusal(
      await admin(gateway, 'PUT', `tenants/${tenant}/policy`, { suspended: true }),
      400,
      'malformed_request',
    );
  });
});
