import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseStateEntry, type StateEntry, shownStateEntry } from '../../../worker/core/admin/state-entry.ts';

const PAST = 1_700_000_000.123;
const tenant = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .filter((id) => !/[\p{Cc}\u2028\u2029]/u.test(id));
const seconds = fc.double({ min: 1, max: 1_700_000_000, noNaN: true });

const revocation = fc.record({
  kind: fc.constant('revocation' as const),
  scope: fc.oneof(
    fc.record({ kind: fc.constantFrom('session' as const, 'user' as const), tenant, id: text }),
    fc.record({ kind: fc.constant('tenant' as const), tenant }),
    fc.constant({ kind: 'everyone' as const }),
  ),
  notBefore: seconds,
  expires: seconds.map((value) => value + 1_700_000_000),
  reason: text,
  by: text,
});
const policy = fc.record({
  kind: fc.constant('policy' as const),
  tenant,
  policy: fc.record({
    suspended: fc.boolean(),
    addresses: fc.subarray(['192.0.2.0/24', '2001:db8::/32', '198.51.100.7']),
    requireMfa: fc.boolean(),
    forbidActAs: fc.boolean(),
    notBefore: fc.oneof(fc.constant(0), seconds),
  }),
});

test('what was written out is read back as it was, to the last fraction of a second', () => {
  fc.assert(
    fc.property(fc.oneof(revocation, policy), (entry: StateEntry) => {
      const text = JSON.stringify(shownStateEntry(entry));
      expect(parseStateEntry(JSON.parse(text))).toEqual({ ok: true, entry });
    }),
  );
});

const REVOCATION = {
  kind: 'revocation',
  scope: 'user',
  tenant: 'acme',
  id: 'u-1',
  notBefore: PAST,
  expires: PAST + 900,
  reason: 'left',
  by: 'operator:ann',
};

function problemOf(value: unknown): string {
  const result = parseStateEntry(value);
  return result.ok ? 'taken' : result.problem;
}

describe('what is refused', () => {
  test.each<[unknown, string]>([
    [null, 'is not a JSON object'],
    [[], 'is not a JSON object'],
    ['revocation', 'is not a JSON object'],
    [{}, 'has no "kind"'],
    [{ ...REVOCATION, kind: 'Revocation' }, 'has no "kind"'],
    [{ ...REVOCATION, more: 1 }, 'has members besides'],
    [{ ...REVOCATION, scope: 'all' }, 'has no "scope"'],
    [{ ...REVOCATION, scope: 'everyone' }, 'has no "scope"'],
    [{ ...REVOCATION, scope: 'tenant' }, 'has no "scope"'],
    [{ ...REVOCATION, id: undefined }, 'has no "scope"'],
    [{ ...REVOCATION, id: '' }, 'has no "scope"'],
    [{ ...REVOCATION, id: 'a\nb' }, 'has no "scope"'],
    [{ ...REVOCATION, tenant: 'ACME' }, 'has no "scope"'],
    [{ ...REVOCATION, tenant: ['acme'] }, 'has no "scope"'],
    [{ ...REVOCATION, notBefore: String(PAST) }, 'has no "notBefore"'],
    [{ ...REVOCATION, notBefore: 0 }, 'has no "notBefore"'],
    [{ ...REVOCATION, notBefore: 4_000_000_000, expires: 4_000_000_900 }, 'has no "notBefore"'],
    [{ ...REVOCATION, expires: PAST }, 'has no "expires"'],
    [{ ...REVOCATION, expires: null }, 'has no "expires"'],
    [{ ...REVOCATION, reason: '' }, 'has no "reason"'],
    [{ ...REVOCATION, by: undefined }, 'has no "reason"'],
    [{ kind: 'policy' }, 'has no "tenant"'],
    [{ kind: 'policy', tenant: 'a.b' }, 'has no "tenant"'],
    [{ kind: 'policy', tenant: 'acme', suspend: true }, 'is not a tenant policy: There are members besides'],
    [{ kind: 'policy', tenant: 'acme', addresses: ['0.0.0.0/0'] }, 'is not a tenant policy: "addresses"[0]'],
    [{ kind: 'policy', tenant: 'acme', notBefore: -1 }, 'is not a tenant policy: "notBefore"'],
  ])('%j', (value, problem) => {
    expect(problemOf(value)).toContain(problem);
  });

  test('the example itself is not', () => {
    expect(problemOf(REVOCATION)).toBe('taken');
  });
});
