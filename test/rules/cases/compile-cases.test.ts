import { describe, expect, test } from 'vitest';
import { compileCases } from '../../../rules/src/cases/index.ts';
import { casesFile, SHOP_RULES, shopEngine } from './shop-rules.ts';

const engine = shopEngine();

/** `line:column code message fix` of each problem. */
function problemsOf(text: string): string[] {
  const result = compileCases('shop.test.yaml', text, engine);
  return result.ok
    ? []
    : result.problems.map(({ line, column, code, message, fix }) => `${line}:${column} ${code} ${message} ${fix}`);
}

describe('a good file', () => {
  test('makes one case for each request and each visitor', () => {
    const result = compileCases(
      'shop.test.yaml',
      casesFile('name: both, request: [GET /, GET /orders], as: [owner, nobody, bad-cookie], expect: allow'),
      engine,
    );
    const titles = result.ok ? result.cases.map(({ title, at }) => `${at} ${title}`) : [];
    expect(titles).toEqual([
      'shop.test.yaml:8 both: GET / as owner',
      'shop.test.yaml:8 both: GET / as nobody',
      'shop.test.yaml:8 both: GET / as bad-cookie',
      'shop.test.yaml:8 both: GET /orders as owner',
      'shop.test.yaml:8 both: GET /orders as nobody',
      'shop.test.yaml:8 both: GET /orders as bad-cookie',
    ]);
  });

  test('takes from the case what the case says, and the rest from the defaults', () => {
    const result = compileCases(
      'shop.test.yaml',
      casesFile(
        'request: "POST https://b.shop.example.com/x?q=1", address: unknown, time: 2026-12-01T10:00Z, tls: unknown, asn: 7, body: 2KiB, headers: { X-A: b }, expect: refuse',
      ),
      engine,
    );
    expect(result.ok && result.cases[0]?.question.request).toEqual({
      method: 'POST',
      url: 'https://b.shop.example.com/x?q=1',
      address: null,
      headers: { 'x-a': 'b' },
      bodyBytes: 2048,
      tlsVersion: null,
      country: 'DE',
      asn: 7,
      nowSeconds: Date.UTC(2026, 11, 1, 10) / 1000,
    });
  });
});

test.each([
  ['tls: "1.2"', 'TLSv1.2'],
  ['tls: unknown', null],
])('takes %s as %s', (member, tlsVersion) => {
  const result = compileCases('shop.test.yaml', casesFile(`request: GET /, ${member}, expect: allow`), engine);
  expect(result.ok && result.cases[0]?.question.request.tlsVersion).toBe(tlsVersion);
});

describe('a mistake is found at its place', () => {
  test.each([
    [
      'request: GET /, as: onwer, expect: allow',
      '8:27 unknown_reference There is no session "onwer". Did you mean "owner"?',
    ],
    [
      'request: GET /, as: { tenant: acme, roles: [ower] }, expect: allow',
      '8:51 unknown_reference There is no role "ower". Did you mean "owner"?',
    ],
    [
      'request: GET /, as: { tenant: ACME, roles: [] }, expect: allow',
      '8:37 invalid_name "ACME" is not a tenant id. Write lower-case letters, digits and "-", at most 63.',
    ],
    [
      'request: GET /, as: { tenant: a, roles: [], age: 5 min }, expect: allow',
      '8:56 invalid_quantity "5 min" is not a duration. Write 5m.',
    ],
    ['request: GET /, expect: alow', '8:31 unknown_value "expect" cannot be "alow". Did you mean "allow"?'],
    [
      'request: GET /, expect: { refuse: role_mising }',
      '8:41 unknown_reference There is no reason "role_mising". Did you mean "role_missing"?',
    ],
    [
      'request: GET /, expect: { refuse: [role_missing, cros_site] }',
      '8:56 unknown_reference There is no reason "cros_site". Did you mean "cross_site"?',
    ],
    [
      'request: GET /, expect: { allow: order }',
      '8:40 unknown_reference There is no route "order". Did you mean "orders"?',
    ],
    [
      'request: GET /, expect: { status: 403 }',
      '8:31 contradiction The expectation says neither "allow" nor "refuse". Write one of the two.',
    ],
    [
      'request: GET /, expect: { allow: page, refuse: role_missing }',
      '8:31 contradiction The expectation says both "allow" and "refuse". Write one of the two.',
    ],
    [
      'request: GET /, expect: { allow: page, status: 200 }',
      "8:46 no_effect The status of what passes is the origin's. Remove it.",
    ],
    [
      'request: GET /, expect: { allow: page, limits: [ap] }',
      '8:55 unknown_reference There is no limit "ap". Did you mean "api"?',
    ],
    [
      'request: orders, expect: allow',
      '8:16 unknown_value "orders" is not a request. Write a method and a path, such as GET /invoices, or a method and a whole URL.',
    ],
    [
      'request: [], expect: allow',
      '8:16 empty_list The case asks for nothing. Write a request, such as GET /invoices.',
    ],
    ['request: GET /, as: [], expect: allow', '8:27 empty_list "as" is an empty list. Name a session, or "nobody".'],
    [
      'request: GET /, adress: 192.0.2.1, expect: allow',
      '8:23 unknown_key Case 1 cannot have the key "adress". Did you mean "address"?',
    ],
    [
      'request: GET /, address: 192.0.2.300, expect: allow',
      '8:32 invalid_address "192.0.2.300" is not an address. Write one such as 203.0.113.7, or unknown.',
    ],
    [
      'request: GET /, time: 2026-12-01, expect: allow',
      '8:29 invalid_quantity "2026-12-01" is not a moment. Write the time of day too, such as 2026-12-01T00:00Z.',
    ],
    [
      'request: GET /, state: { exceeded: [apy] }, expect: allow',
      '8:43 unknown_reference There is no limit "apy". Did you mean "api"?',
    ],
    [
      'request: GET /, state: { unavailable: true, revoked: user }, expect: allow',
      '8:30 contradiction State that is unavailable says nothing. Remove what it would say.',
    ],
    [
      'request: GET /, state: { tenantPolicy: { addresses: [10.0.0.1/8] } }, expect: allow',
      '8:60 invalid_address "10.0.0.1/8" is not a prefix. Write one such as 203.0.113.0/24.',
    ],
    [
      'name: x, expect: allow',
      '8:5 missing_key Case "x" has no "request". Add "request": a method and a path, such as GET /invoices.',
    ],
  ])('%s', (entry, problem) => {
    expect(problemsOf(casesFile(entry))).toEqual([problem]);
  });

  test('all at once', () => {
    expect(
      problemsOf(casesFile('request: GET, expect: allow', 'request: GET /, as: nobdy, expect: allow')),
    ).toHaveLength(2);
  });

  test('in the defaults, once', () => {
    const text = casesFile('request: GET /, expect: allow', 'request: GET /orders, expect: refuse').replace(
      '203.0.113.7',
      'here',
    );
    expect(problemsOf(text)).toEqual([
      '2:51 invalid_address "here" is not an address. Write one such as 203.0.113.7, or unknown.',
    ]);
  });

  test('where no host is named', () => {
    expect(problemsOf('version: 1\ncases: [{ request: GET /, expect: allow }]')).toEqual([
      '2:20 missing_key The request names no host. Write "host" under "defaults", or the whole URL.',
    ]);
  });

  test('where a session takes a name that always stands for the same', () => {
    const text = casesFile('request: GET /, expect: allow').replace('guest:', 'nobody:');
    expect(problemsOf(text)).toEqual(['6:3 reserved_name "nobody" always stands for the same. Choose another name.']);
  });

  test.each([['cases: &a [*a]'], ['version: 1\nversion: 1'], ['a: b: c'], [''], ['version: 1\ncases: []']])(
    'never throws: %j',
    (text) => {
      expect(problemsOf(text).length).toBeGreaterThan(0);
    },
  );
});

test("a token has no role beyond those of the rules' tokens", () => {
  const token = 'request: GET /, as: { tenant: acme, roles: [owner, clerk], token: true }, expect: refuse';
  const problems = (rules: string): string[] => {
    const result = compileCases('shop.test.yaml', casesFile(token), shopEngine(rules));
    return result.ok ? [] : result.problems.map(({ message, fix }) => `${message} ${fix}`);
  };
  expect(problems(`${SHOP_RULES}tokens: { roles: [clerk] }\n`)).toEqual([
    'No token can have the role "owner". Choose from clerk.',
  ]);
  expect(problems(SHOP_RULES)).toContain('No token can have the role "clerk". Add "tokens" to the rules first.');
});
