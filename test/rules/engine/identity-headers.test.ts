import { identityHeaders } from '@portcullis/rules/engine';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sessionWith } from './sample-engine.ts';

const ALL = { user: 'remote-user', tenant: 'remote-tenant', roles: 'remote-groups', session: 'remote-session' };

describe('headers that say who asks', () => {
  test('say what the rules name, in one order', () => {
    const session = sessionWith({ roles: ['owner', 'driver'] });
    expect(identityHeaders(ALL, session)).toEqual([
      ['remote-user', 'u1'],
      ['remote-tenant', 'acme'],
      ['remote-groups', 'owner,driver'],
      ['remote-session', 's1'],
    ]);
    expect(identityHeaders({ user: 'x-user', tenant: null, roles: null, session: null }, session)).toEqual([
      ['x-user', 'u1'],
    ]);
  });

  test('are none without a session', () => {
    expect(identityHeaders(ALL, null)).toEqual([]);
  });

  test.each([
    ['ann@acme.example', 'ann@acme.example'],
    ['Zo\u00eb, A', 'Zo%C3%AB%2C%20A'],
    ['100%', '100%25'],
    ['a b', 'a%20b'],
    ['\u65e5', '%E6%97%A5'],
    ['\ud800', '%EF%BF%BD'],
  ])('write %j as %s', (user, expected) => {
    expect(identityHeaders(ALL, sessionWith({ user }))[0]).toEqual(['remote-user', expected]);
  });

  test('hold visible ASCII alone, and one user each', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (user) => {
        const value = identityHeaders(ALL, sessionWith({ user }))[0]?.[1] ?? '';
        expect(value).toMatch(/^[!-~]+$/);
        expect(value).not.toContain(',');
        expect(decodeURIComponent(value)).toBe(user);
      }),
    );
  });
});
