import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CLEARED_ROLE_COOKIE, roleCookie, splitCookies } from '../../../worker/core/tokens/role-cookie.ts';

describe('splitCookies', () => {
  test.each<[string | null, readonly string[], string | null]>([
    [null, [], null],
    ['', [], ''],
    ['theme=dark; lang=en', [], 'theme=dark; lang=en'],
    ['__Host-role=v', ['v'], null],
    ['a=1; __Host-role=v; b=2', ['v'], 'a=1; b=2'],
    ['a=1;__Host-role=v;b=2', ['v'], 'a=1; b=2'],
    [' \t__Host-role=v\t ;a=1', ['v'], 'a=1'],
    ['__Host-role=', [''], null],
    ['__Host-role=v=w', ['v=w'], null],
    ['__Host-role="v"', ['"v"'], null],
    // Two of them, in either order, are two: which one is meant is nobody's guess.
    ['__Host-role=valid; __Host-role=evil', ['valid', 'evil'], null],
    ['__Host-role=evil; a=1; __Host-role=valid', ['evil', 'valid'], 'a=1'],
    ['__Host-role=v; __Host-role=v', ['v', 'v'], null],
    // Other spellings are not the session, and origins that fold names do not see them either.
    ['__host-role=v', [], null],
    ['__HOST-ROLE=v; a=1', [], 'a=1'],
    ['__Host-role =v; a=1', [], 'a=1'],
    ['__Host-role\t=v', [], null],
    ['__Host-role', [], null],
    ['__Host-roles=v; a=1', [], 'a=1'],
    ['x__Host-role=v; a=1', [], 'a=1'],
    ['=__Host-role=v; a=1', [], 'a=1'],
    ['a=__Host-role=v; b=1', [], 'b=1'],
    ['$Version=1; __Host-role=v', ['v'], '$Version=1'],
    ['a="x; __Host-role=evil; y"', ['evil'], 'a="x; y"'],
    // A comma separates nothing in a Cookie header.
    ['a=1, __Host-role=v', [], null],
    [';;; a=1 ;;', [], ';;; a=1 ;;'],
    [';;; __Host-role=v ;;', ['v'], null],
  ])('%j', (header, role, rest) => {
    expect(splitCookies(header)).toEqual({ role, rest });
  });

  test.each([
    '\u2000',
    '\u3000',
    '\ufeff',
    '\u00a0',
    '\u0085',
    '\u2028',
    '\u1680',
    '\u200b',
    '\v',
    '\f',
    '\n',
    '\r',
    '\0',
  ])('%j before or after the name makes another name of it', (space) => {
    expect(splitCookies(`${space}__Host-role=evil`)).toEqual({ role: [], rest: null });
    expect(splitCookies(`__Host-role${space}=evil`)).toEqual({ role: [], rest: null });
    expect(splitCookies(`__Host-role=valid; ${space}__Host-role=evil; a=1`)).toEqual({ role: ['valid'], rest: 'a=1' });
    expect(splitCookies(`${space}__Host-role=evil; __Host-role=valid`)).toEqual({ role: ['valid'], rest: null });
  });

  test('whatever comes, the origin sees no cookie with the name in it, and every other cookie', () => {
    const part = fc.constantFrom(
      '__Host-role',
      '__host-ROLE',
      '=',
      ';',
      ' ',
      '\t',
      '\u00a0',
      'a=1',
      'b',
      '"',
      ',',
      '\ufeff',
      '; c=3; ',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const header = parts.join('');
        const { rest } = splitCookies(header);
        expect((rest ?? '').toLowerCase()).not.toContain('__host-role');
        const others = header.split(';').filter((pair) => !pair.toLowerCase().includes('__host-role'));
        const bare = (pairs: readonly string[]) =>
          pairs.map((pair) => pair.replace(/^[ \t]+|[ \t]+$/g, '')).filter((pair) => pair !== '');
        expect(bare((rest ?? '').split(';'))).toEqual(bare(others));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('what the gateway sets', () => {
  test.each([
    [900, 900],
    [0.9, 0],
    [899.99, 899],
    [-5, 0],
  ])('for %d s', (seconds, maxAge) => {
    expect(roleCookie('a.b.c', seconds)).toBe(
      `__Host-role=a.b.c; Path=/; Max-Age=${maxAge}; Secure; HttpOnly; SameSite=Lax`,
    );
  });

  test('to take it away', () => {
    expect(CLEARED_ROLE_COOKIE).toBe('__Host-role=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax');
  });
});
