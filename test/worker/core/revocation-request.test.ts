import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRevocation } from '../../../worker/core/admin/revocation-request.ts';

const reason = 'left the company';

describe('parseRevocation takes', () => {
  test.each([
    [
      { tenant: 'acme', session: 's1', reason },
      { kind: 'session', tenant: 'acme', id: 's1' },
    ],
    [
      { tenant: 'acme', user: 'u:1', reason },
      { kind: 'user', tenant: 'acme', id: 'u:1' },
    ],
    [
      { tenant: 'acme', reason },
      { kind: 'tenant', tenant: 'acme' },
    ],
    [{ all: true, reason }, { kind: 'everyone' }],
  ])('%j', (body, scope) => {
    expect(parseRevocation(body)).toEqual({ ok: true, scope, reason });
  });
});

describe('parseRevocation refuses', () => {
  test.each<[Record<string, unknown> | null]>([
    [null],
    [{}],
    [{ reason }],
    // Nobody is to be revoked without a word why.
    [{ tenant: 'acme' }],
    [{ tenant: 'acme', reason: '' }],
    [{ tenant: 'acme', reason: 7 }],
    [{ tenant: 'acme', reason: 'a\nb' }],
    [{ tenant: 'acme', reason: 'a'.repeat(257) }],
    // A member too many could mean somebody else.
    [{ tenant: 'acme', user: 'u1', session: 's1', reason }],
    [{ all: true, tenant: 'acme', reason }],
    [{ all: true, user: 'u1', reason }],
    [{ tenant: 'acme', users: ['u1'], reason }],
    [{ tenant: 'acme', User: 'u1', reason }],
    [{ tenant: 'acme', notBefore: 0, reason }],
    // A user or session without a tenant is nobody.
    [{ user: 'u1', reason }],
    [{ session: 's1', reason }],
    // A part that is there but empty must not widen it to the whole tenant.
    [{ tenant: 'acme', user: '', reason }],
    [{ tenant: 'acme', user: null, reason }],
    [{ tenant: 'acme', session: null, reason }],
    [{ tenant: 'acme', session: 7, reason }],
    [{ tenant: 'acme', user: 'a\0', reason }],
    [{ tenant: null, reason }],
    [{ tenant: '', reason }],
    [{ tenant: '*', reason }],
    [{ tenant: 'Acme', reason }],
    [{ tenant: ['acme'], reason }],
    [{ all: false, reason }],
    [{ all: false, tenant: 'acme', reason }],
    [{ all: 'true', reason }],
    [{ all: 1, reason }],
    [{ all: null, tenant: 'acme', reason }],
  ])('%j', (body) => {
    expect(parseRevocation(body)).toMatchObject({ ok: false, problem: expect.stringContaining('{"all": true}') });
  });

  test('without repeating what was sent', () => {
    const result = parseRevocation({ secretMember: 'secretValue', reason });
    expect(JSON.stringify(result)).not.toMatch(/secretMember|secretValue/);
  });
});

test('everyone is meant by {"all": true} alone', () => {
  const member = fc.constantFrom('tenant', 'session', 'user', 'all', 'reason', 'x', '__proto__');
  fc.assert(
    fc.property(fc.dictionary(member, fc.oneof(fc.jsonValue(), fc.constantFrom(true, 'acme', 'u1'))), (body) => {
      const result = parseRevocation(body);
      if (!result.ok || result.scope.kind !== 'everyone') return;
      expect(Object.keys(body).sort()).toEqual(['all', 'reason']);
      expect(body['all']).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
