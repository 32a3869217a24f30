import { type CookieRule, DEFAULT_COOKIES } from '@portcullis/rules/policy';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hardenSetCookie } from '../../../worker/core/headers/response-cookies.ts';

const NOW_MS = Date.UTC(2026, 5, 1);
const harden = (value: string, rule: Partial<CookieRule> = {}): readonly string[] =>
  hardenSetCookie(value, { ...DEFAULT_COOKIES, ...rule }, NOW_MS);

describe('hardenSetCookie', () => {
  test.each([
    ['a=1', 'a=1; Secure; SameSite=Lax'],
    ['a=1; Path=/x; HttpOnly', 'a=1; Path=/x; HttpOnly; Secure; SameSite=Lax'],
    ['a=1; secure', 'a=1; secure; SameSite=Lax'],
    ['a=1; SameSite=None; Secure', 'a=1; SameSite=None; Secure'],
    ['a=1; Secure; SameSite=None; Domain=x', 'a=1; Secure; SameSite=None'],
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
  ])('%j', (value, hardened) => expect(harden(value)).toEqual([hardened]));

  test.each([
    '__Host-signin-AbCd1234=v; Path=/; Secure',
    '=__host-SignIn-AbCd1234=v',
    '__Host-role=v; Path=/; Secure',
    '__host-role=v',
    '__HOST-ROLE=v',
    ' __Host-role =v',
    '\u00a0__Host-role=v',
    '=__Host-role=v',
    'a=__Host-role=v',
    '\u2000__Host-role\u2000=v',
  ])("%j is the gateway's own cookie and is dropped", (value) => expect(harden(value)).toEqual([]));

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
        const [once = ''] = harden(['n=v', ...parts].join('; '));
        const attributes = once.split('; ').slice(1);
        expect(attributes.some((attribute) => attribute.toLowerCase() === 'secure')).toBe(true);
        expect(attributes.some((attribute) => /^[ \t]*domain/i.test(attribute))).toBe(false);
        expect(attributes.some((attribute) => /^samesite=/i.test(attribute))).toBe(true);
        expect(harden(once)).toEqual([once]);
      }),
    );
  });
});

describe('a deletion reaches the cookie of the domain, and the one that the gateway has made of it', () => {
  test.each([
    ['Max-Age=0', true],
    ['Max-Age=-1', true],
    ['max-age = 0', true],
    ['Max-Age=0; Max-Age=-1', true],
    ['Max-Age=0; Expires=Wed, 01 Jul 2026 00:00:00 GMT', true],
    ['Expires=Thu, 01 Jan 1970 00:00:00 GMT', true],
    ['Expires=Thu, 01-Jan-1970 00:00:01 GMT', true],
    ['Expires=Thu, 01-Jan-70 00:00:01 GMT', true],
    ['expires=Thu Jan 01 1970 00:00:00', true],
    ['Expires=Fri, 01 May 2026 00:00:00 GMT', true],
    ['Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0', true],
    ['Max-Age=5', false],
    ['Max-Age=0; Max-Age=5', false],
    // Of these, one browser or another makes a cookie that stays until it is closed.
    ['Max-Age=5; Max-Age=0', false],
    ['Max-Age=0; Max-Age=x', false],
    ['Max-Age=0; Max-Age', false],
    ['Expires=Fri, 01 May 2026 00:00:00 GMT; Max-Age=x', false],
    ['Expires=Thu, 01 Jan 1970 00:00:00 GMT; Expires=0', false],
    ['Expires=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT', false],
    ['Max-Age=', false],
    ['Max-Age=0x', false],
    ['Max-Age=5; Expires=Thu, 01 Jan 1970 00:00:00 GMT', false],
    ['Expires=Wed, 01 Jul 2026 00:00:00 GMT', false],
    ['Expires=Wed, 01-Jan-60 00:00:00 GMT', false],
    ['Expires=0', false],
    ['Expires=-1', false],
    ['Expires=Thu, 31 Feb 2020 00:00:00 GMT', false],
    ['Expires=1970-01-01T00:00:00Z', false],
    ['HttpOnly', false],
  ])('%s: %s', (expiry, deletes) => {
    const ofHost = `sid=; ${expiry}; Secure; SameSite=Lax`;
    expect(harden(`sid=; Domain=.app.example.com; ${expiry}`)).toEqual(
      deletes ? [ofHost, `sid=; Domain=.app.example.com; ${expiry}; Secure; SameSite=Lax`] : [ofHost],
    );
  });

  test('an attribute that browsers ignore for its length deletes nothing', () => {
    const age = `Max-Age=${'0'.repeat(1025)}`;
    expect(harden(`sid=; Domain=.app.example.com; ${age}`)).toEqual(['sid=; Secure; SameSite=Lax']);
  });

  test.each(['sid=; Domain=; Max-Age=0', 'sid=; Domain; Max-Age=0'])('%s names no domain', (value) =>
    expect(harden(value)).toEqual(['sid=; Max-Age=0; Secure; SameSite=Lax']),
  );

  test("never the gateway's own cookie", () =>
    expect(harden('__Host-role=; Domain=.app.example.com; Max-Age=0')).toEqual([]));
});

describe('cookies: { domain: keep }', () => {
  test('leaves the Domain as it is', () =>
    expect(harden('a=1; Domain=.example.com; Path=/', { domain: 'keep' })).toEqual([
      'a=1; Domain=.example.com; Path=/; Secure; SameSite=Lax',
    ]));
});

test.each(['a=1; Secure; SameSite=None', 'a=1;secure;  samesite=strict ; Path=/', 'a=\ufffd; Secure; SameSite=Lax'])(
  '%j needs no change, and has none',
  (value) => expect(harden(value)).toEqual([value]),
);

test.each(['\u00a0Secure', '\u2003Secure'])('%j is no attribute that browsers know', (attribute) =>
  expect(harden(`a=1; ${attribute}; SameSite=Lax`)).toEqual([`a=1; ${attribute}; SameSite=Lax; Secure`]),
);

describe('what browsers take for nothing', () => {
  test.each([
    ['a=1; Secure; SameSite=', 'a=1; Secure; SameSite=Lax'],
    ['a=1; Secure; SameSite', 'a=1; Secure; SameSite=Lax'],
    ['a=1; Secure; SameSite=off', 'a=1; Secure; SameSite=Lax'],
    ['a=1; Secure; SameSite="Strict"', 'a=1; Secure; SameSite=Lax'],
    ['a=1; Secure; SameSite=Strict; SameSite=None', 'a=1; Secure; SameSite=None'],
    ['a=1; Secure; SameSite=None; SameSite=x', 'a=1; Secure; SameSite=Lax'],
    [`a=1; Secure=${'x'.repeat(1025)}; SameSite=Lax`, 'a=1; SameSite=Lax; Secure'],
    [`a=1; Secure; SameSite=Lax; Domain=${'\u20ac'.repeat(342)}`, 'a=1; Secure; SameSite=Lax'],
  ])('%j', (value, hardened) => expect(harden(value)).toEqual([hardened]));

  test('an attribute of 1024 octets counts', () => {
    const value = `a=1; Secure; SameSite=Lax; Path=/${'x'.repeat(1023)}`;
    expect(harden(value)).toEqual([value]);
  });
});

describe('httpOnly', () => {
  test.each<[CookieRule['httpOnly'], string, boolean]>([
    [{ kind: 'only', names: ['sid'] }, 'sid=1', true],
    [{ kind: 'only', names: ['sid'] }, 'SID=1', false],
    [{ kind: 'only', names: ['sid'] }, ' sid = 1', true],
    [{ kind: 'only', names: ['sid'] }, 'lang=sid', false],
    [{ kind: 'allBut', names: ['csrf'] }, 'csrf=1', false],
    [{ kind: 'allBut', names: ['csrf'] }, 'x=1', true],
    [{ kind: 'allBut', names: ['csrf'] }, 'csrf', true],
    [{ kind: 'allBut', names: [] }, '__proto__=1', true],
  ])('%j on %j: %s', (httpOnly, pair, isAdded) => {
    const [cookie] = harden(`${pair}; Secure; SameSite=Lax`, { httpOnly });
    expect(cookie?.endsWith('; HttpOnly')).toBe(isAdded);
  });

  test('stands where the app says it', () => {
    const value = 'csrf=1; httponly; Secure; SameSite=Lax';
    expect(harden(value, { httpOnly: { kind: 'allBut', names: ['csrf'] } })).toEqual([value]);
    expect(harden(value, { httpOnly: { kind: 'allBut', names: [] } })).toEqual([value]);
  });
});

test.each<[CookieRule['sameSite'], string, string]>([
  ['origin', '', 'Lax'],
  ['origin', '; SameSite=None', 'None'],
  ['none', '', 'None'],
  ['none', '; SameSite=Lax', 'Lax'],
  ['none', '; SameSite=x', 'None'],
  ['lax', '', 'Lax'],
  ['lax', '; SameSite=None', 'Lax'],
  ['lax', '; SameSite=Strict', 'Strict'],
  ['strict', '', 'Strict'],
  ['strict', '; SameSite=Lax', 'Strict'],
  ['strict', '; SameSite=Lax; SameSite=None', 'Strict'],
])('sameSite %s on "%s": %s', (sameSite, stated, sent) => {
  expect(harden(`a=1; Secure${stated}`, { sameSite })).toEqual([`a=1; Secure; SameSite=${sent}`]);
});

describe('partitioned', () => {
  test('is added where the app does not say it', () => {
    expect(harden('a=1; Secure; SameSite=None', { partitioned: true })).toEqual([
      'a=1; Secure; SameSite=None; Partitioned',
    ]);
    const value = 'a=1; Secure; partitioned; SameSite=None';
    expect(harden(value, { partitioned: true })).toEqual([value]);
  });

  test('a deletion reaches cookies from before', () => {
    expect(harden('a=; Max-Age=0; Secure; SameSite=None', { partitioned: true })).toEqual([
      'a=; Max-Age=0; Secure; SameSite=None; Partitioned',
      'a=; Max-Age=0; Secure; SameSite=None',
    ]);
  });
});

describe('prefixes', () => {
  const prefixes: CookieRule['prefixes'] = [
    { name: 'prefs', prefix: '__Secure-' },
    { name: 'sid', prefix: '__Host-' },
  ];

  test.each([
    ['sid=1', '__Host-sid=1; Path=/; Secure; SameSite=Lax'],
    ['sid=1; Path=/app; Domain=example.com; HttpOnly', '__Host-sid=1; HttpOnly; Path=/; Secure; SameSite=Lax'],
    ['sid=1; Path=/; Secure; SameSite=Strict', '__Host-sid=1; Secure; SameSite=Strict; Path=/'],
    ['prefs=1; Path=/app; Secure; SameSite=Lax', '__Secure-prefs=1; Path=/app; Secure; SameSite=Lax'],
    ['Sid=1', 'Sid=1; Secure; SameSite=Lax'],
    ['sid', 'sid; Secure; SameSite=Lax'],
  ])('%j', (value, hardened) => expect(harden(value, { prefixes })).toEqual([hardened]));

  test('the cookie of a host has no Domain, even where others keep theirs', () =>
    expect(harden('sid=1; Domain=example.com', { prefixes, domain: 'keep' })).toEqual([
      '__Host-sid=1; Path=/; Secure; SameSite=Lax',
    ]));

  test('a deletion reaches the cookie by both names', () =>
    expect(harden('sid=; Path=/app; Max-Age=0', { prefixes })).toEqual([
      '__Host-sid=; Max-Age=0; Path=/; Secure; SameSite=Lax',
      'sid=; Path=/app; Max-Age=0; Secure; SameSite=Lax',
    ]));

  test.each(['__Host-sid=1', '__host-SID=1; Path=/', '=__Host-sid=1', '__Secure-prefs=1'])(
    '%j has a name that only browsers know, and is dropped',
    (value) => expect(harden(value, { prefixes })).toEqual([]),
  );
});
