import { describe, expect, test } from 'vitest';
import { parseTenantPolicy } from '../../../worker/core/admin/tenant-policy-request.ts';

const NOTHING = { suspended: false, addresses: [], requireMfa: false, forbidActAs: false, notBefore: 0 };

function policyOf(body: Record<string, unknown>) {
  const result = parseTenantPolicy(body, 'acme');
  return result.ok ? result.policy : result.problem;
}

describe('parseTenantPolicy takes', () => {
  test.each<[Record<string, unknown>, object]>([
    [{}, {}],
    [{ suspended: true }, { suspended: true }],
    [{ requireMfa: true }, { requireMfa: true }],
    [
      { addresses: ['192.0.2.0/24', '2001:db8::/32', '198.51.100.7'] },
      { addresses: ['192.0.2.0/24', '2001:db8::/32', '198.51.100.7'] },
    ],
    [{ addresses: [] }, {}],
    [{ notBefore: null }, {}],
    [{ tenant: 'acme', suspended: true }, { suspended: true }],
    [{ notBefore: 1_700_000_000 }, { notBefore: 1_700_000_000 }],
    [{ notBefore: 1_700_000_000.5 }, { notBefore: 1_700_000_000.5 }],
    [{ notBefore: '2023-11-14T22:13:20Z' }, { notBefore: 1_700_000_000 }],
    [{ notBefore: '2023-11-14T22:13:20.000Z' }, { notBefore: 1_700_000_000 }],
    [{ notBefore: '2023-11-14T23:13:20+01:00' }, { notBefore: 1_700_000_000 }],
    [{ notBefore: '2023-11-14T22:13Z' }, { notBefore: 1_699_999_980 }],
  ])('%j', (body, expected) => {
    expect(policyOf(body)).toEqual({ ...NOTHING, ...expected });
  });

  test('this very moment, and clocks that are a little ahead', () => {
    const now = Math.floor(Date.now() / 1000);
    expect(policyOf({ notBefore: now })).toMatchObject({ notBefore: now });
    expect(policyOf({ notBefore: now + 3 })).toMatchObject({ notBefore: now + 3 });
  });
});

describe('parseTenantPolicy refuses', () => {
  const time =
    '"notBefore" must be an ISO 8601 time with a zone, such as 2026-01-31T08:00:00Z, or seconds since 1970, not in the future.';

  test('a body that is no object', () => {
    expect(parseTenantPolicy(null, 'acme')).toMatchObject({
      ok: false,
      problem: expect.stringContaining('not a JSON object'),
    });
  });

  test.each<[Record<string, unknown>, string]>([
    [
      { suspend: true },
      'There are members besides "suspended", "addresses", "requireMfa", "forbidActAs", "notBefore".',
    ],
    [
      { Suspended: true },
      'There are members besides "suspended", "addresses", "requireMfa", "forbidActAs", "notBefore".',
    ],
    [
      { tenant: 'globex' },
      '"tenant" is another tenant than the one in the path. Leave it out, or ask for the path of that tenant.',
    ],
    [
      { tenant: null },
      '"tenant" is another tenant than the one in the path. Leave it out, or ask for the path of that tenant.',
    ],
    [{ suspended: 'true' }, '"suspended" must be true or false.'],
    [{ suspended: 1 }, '"suspended" must be true or false.'],
    [{ suspended: null }, '"suspended" must be true or false.'],
    [{ requireMfa: 'no' }, '"requireMfa" must be true or false.'],
    [{ addresses: '192.0.2.0/24' }, '"addresses" must be a list of at most 1000 prefixes.'],
    [{ addresses: null }, '"addresses" must be a list of at most 1000 prefixes.'],
    [
      { addresses: Array.from({ length: 1001 }, () => '192.0.2.1') },
      '"addresses" must be a list of at most 1000 prefixes.',
    ],
    [{ addresses: [7] }, '"addresses"[0] is not a text.'],
    [{ addresses: ['192.0.2.1', ''] }, '"addresses"[1] is not a prefix in CIDR notation (syntax).'],
    [{ addresses: ['0.0.0.0/0'] }, '"addresses"[0] is not a prefix in CIDR notation (everything).'],
    [{ addresses: ['::/0'] }, '"addresses"[0] is not a prefix in CIDR notation (everything).'],
    [{ addresses: ['192.0.2.1/24'] }, '"addresses"[0] is not a prefix in CIDR notation (host-bits).'],
    [{ addresses: ['192.0.2.0/33'] }, '"addresses"[0] is not a prefix in CIDR notation (length).'],
    [{ addresses: ['192.0.2.0/-1'] }, '"addresses"[0] is not a prefix in CIDR notation (syntax).'],
    [{ addresses: ['192.0.2.0/24 '] }, '"addresses"[0] is not a prefix in CIDR notation (syntax).'],
    [{ addresses: ['012.0.2.1'] }, '"addresses"[0] is not a prefix in CIDR notation (syntax).'],
    [{ addresses: ['0x7f.1'] }, '"addresses"[0] is not a prefix in CIDR notation (syntax).'],
    // A time in the future would lock out sessions that are yet to be issued.
    [{ notBefore: 4_000_000_000 }, time],
    [{ notBefore: '2999-01-01T00:00:00Z' }, time],
    [{ notBefore: Date.now() }, time],
    [{ notBefore: 0 }, time],
    [{ notBefore: -1 }, time],
    [{ notBefore: true }, time],
    ...[
      ...['', 'now', '2023-13-14T22:13:20Z', '2023-02-31T00:00:00Z'],
      // What a date parser would take for some time or other.
      ...['1', '1700000000', '2023', '2023-11-14', '2023-11-14T22:13:20', '2023-11-14 22:13:20Z'],
      ...['11/12/2023', 'Tue, 14 Nov 2023 22:13:20 GMT'],
    ].map((notBefore): [Record<string, unknown>, string] => [{ notBefore }, time]),
  ])('%j', (body, problem) => {
    expect(policyOf(body)).toBe(problem);
  });
});
