import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hardenSetCookie } from '../../../worker/core/response-cookies.ts';

describe('hardenSetCookie', () => {
  test.each([
    ['a=1', 'a=1; Secure; SameSite=Lax'],
    ['a=1; Path=/x; HttpOnly', 'a=1; Path=/x; HttpOnly; Secure; SameSite=Lax'],
    ['a=1; secure', 'a=1; Secure; SameSite=Lax'],
    ['a=1; SameSite=None; Secure', 'a=1; SameSite=None; Secure'],
    ['a=1; samesite = strict', 'a=1; samesite = strict; Secure'],
    ['a=1; Domain=example.com', 'a=1; Secure; SameSite=Lax'],
    ['a=1; domain=.example.com; Path=/', 'a=1; Path=/; Secure; SameSite=Lax'],
    ['a=1; DOMAIN = example.com', 'a=1; Secure; SameSite=Lax'],
    ['a=1;\tDomain\t=example.com', 'a=1; Secure; SameSite=Lax'],
    ['a=1; Domain', 'a=1; Secure; SameSite=Lax'],
    ['a=1; Domain=', 'a=1; Secure; SameSite=Lax'],
    ['a=1; Domains=x', 'a=1; Domains=x; Secure; SameSite=Lax'],
    [
      'a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Max-Age=5',
      'a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Max-Age=5; Secure; SameSite=Lax',
    ],
    ['a=1;;  ; Path=/', 'a=1; Path=/; Secure; SameSite=Lax'],
    ['domain=1; Path=/', 'domain=1; Path=/; Secure; SameSite=Lax'],
    ['a=b=c', 'a=b=c; Secure; SameSite=Lax'],
    ['__Host-other=1; Path=/', '__Host-other=1; Path=/; Secure; SameSite=Lax'],
    ['__Host-roles=1', '__Host-roles=1; Secure; SameSite=Lax'],
  ])('%j', (value, hardened) => expect(hardenSetCookie(value)).toBe(hardened));

  test.each([
    '__Host-role=v; Path=/; Secure',
    '__host-role=v',
    '__HOST-ROLE=v',
    ' __Host-role =v',
    '\u00a0__Host-role=v',
    '=__Host-role=v',
    'a=__Host-role=v',
    '\u2000__Host-role\u2000=v',
  ])("%j is the gateway's own cookie and is dropped", (value) => expect(hardenSetCookie(value)).toBeNull());

  test('always Secure, never with a Domain, and doing it again changes nothing', () => {
    const part = fc.constantFrom(
      'a=1',
      'Domain=x',
      'domain',
      'Secure',
      'SECURE',
      'SameSite=Lax',
      'Path=/',
      ' ',
      '',
      'HttpOnly',
      'Max-Age=1',
      '\u00a0Domain=x',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const once = hardenSetCookie(['n=v', ...parts].join('; ')) ?? '';
        const attributes = once.split('; ').slice(1);
        expect(attributes.filter((attribute) => attribute === 'Secure').length).toBe(1);
        expect(attributes.some((attribute) => /^\s*domain/i.test(attribute))).toBe(false);
        expect(attributes.some((attribute) => /^samesite=/i.test(attribute))).toBe(true);
        expect([...(hardenSetCookie(once) ?? '').split('; ')].sort()).toEqual([...once.split('; ')].sort());
      }),
    );
  });
});
