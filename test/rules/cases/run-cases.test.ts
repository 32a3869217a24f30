import { expect, test } from 'vitest';
import { resultsOf } from './shop-rules.ts';

/** `what: expected / actual` of the differences of one case. */
function differences(entry: string): string[] {
  return resultsOf(entry).flatMap((result) =>
    result.differences.map(({ what, expected, actual }) => `${what}: ${expected} / ${actual}`),
  );
}

test.each([
  ['request: GET /, expect: allow'],
  ['request: GET /, expect: { allow: page, origin: shop, url: "https://shop-origin.example.com/", limits: [] }'],
  [
    'request: GET /orders, as: owner, expect: { allow: orders, limits: [api], claims: { sub: user-1, roles: [owner] } }',
  ],
  [
    'request: GET /orders, as: owner, expect: { allow: orders, headers: { X-Frame-Options: DENY, Access-Control-Allow-Origin: null } }',
  ],
  ['request: GET /orders, expect: refuse'],
  ['request: GET /orders, expect: { refuse: session_missing, status: 401, route: orders, observed: [] }'],
  ['request: GET /orders, as: guest, expect: { refuse: [session_missing, role_missing] }'],
])('holds: %s', (entry) => {
  expect(differences(entry)).toEqual([]);
});

test.each([
  ['request: GET /orders, expect: allow', ['expect: allow / refuse: session_missing']],
  ['request: GET /, expect: refuse', ['expect: refuse / allow']],
  [
    'request: GET /orders, expect: { refuse: role_missing, status: 403 }',
    ['expect: refuse: role_missing / refuse: session_missing'],
  ],
  ['request: GET /, expect: { allow: orders }', ['route: orders / page']],
  ['request: GET /orders, expect: { refuse: session_missing, status: 403 }', ['status: 403 / 401']],
  ['request: GET /orders, as: owner, expect: { allow: orders, limits: [] }', ['limits: none / api']],
  [
    'request: GET /, expect: { allow: page, url: "https://a.example/" }',
    ['url: https://a.example/ / https://shop-origin.example.com/'],
  ],
  [
    'request: GET /orders, as: owner, expect: { allow: orders, headers: { X-Frame-Options: null, X-Other: y }, claims: { sub: z } }',
    ['header x-frame-options: none / DENY', 'header x-other: y / none', 'claim sub: z / user-1'],
  ],
  ['request: GET /, expect: { allow: page, observed: [role_missing] }', ['observed: role_missing / none']],
])('does not hold: %s', (entry, expected) => {
  expect(differences(entry)).toEqual(expected);
});
