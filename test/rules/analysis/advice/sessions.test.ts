import type { RouteRule } from '@portcullis/rules/policy';
import { describe, expect, test } from 'vitest';
import { advised, anyone, type Limits, limitOf, rolesAccess, routeOf, said } from './written.ts';

const LIMITS: Limits = { few: limitOf('few', { at: 'r:1' }) };
const PAGE = 'https://id.example';

/** Advice on one route with a limit. */
function saidOf(changes: Partial<RouteRule>): string[] {
  const route = routeOf('/x', { at: 'r:4', limits: ['few'], methods: ['POST'], ...changes });
  return said(advised({ routes: [route, routeOf('/**', { limits: ['few'] })], limits: LIMITS }));
}

function cors(origins: 'any' | string[], credentials: boolean): RouteRule['cors'] {
  return { origins, credentials, headers: [], expose: [], maxAgeSeconds: 0 };
}

describe('a route that starts and ends sessions', () => {
  test.each<[string, Partial<RouteRule>, string[]]>([
    [
      'by links of other sites',
      { access: anyone, methods: ['GET', 'HEAD', 'POST'], lines: { signIn: 7 } },
      ['sign_in_by_link r:7 Route "/x" may start and end sessions by GET, HEAD.'],
    ],
    [
      'by links of other sites, with a session',
      { methods: ['GET', 'HEAD'] },
      ['sign_in_by_link r:4 Route "/x" may start and end sessions by GET, HEAD.'],
    ],
    ['by POST', { access: anyone }, []],
    ['by methods of WebDAV', { access: anyone, methods: ['PROPFIND'] }, []],
    [
      'for pages without credentials',
      { access: anyone, cors: cors([PAGE], false), lines: { cors: 9 } },
      [
        `cors_cannot_sign_in r:9 Pages of ${PAGE} may call route "/x", but cannot sign users in or out there: "cors" has no "credentials".`,
      ],
    ],
    ['for pages with credentials', { access: anyone, cors: cors([PAGE], true) }, []],
  ])('%s', (_name, changes, expected) => {
    expect(saidOf({ signIn: true, ...changes })).toEqual(expected);
  });

  test('for pages of every site', () => {
    expect(saidOf({ signIn: true, access: anyone, cors: cors('any', false) })).toContainEqual(
      expect.stringMatching(/^cors_cannot_sign_in r:4 Pages of every site /),
    );
  });

  test('and only there', () => {
    expect(saidOf({ access: anyone, methods: ['GET', 'POST'], cors: cors([PAGE], false) })).toEqual([]);
  });

  test('by GET alone, without a limit', () => {
    expect(saidOf({ signIn: true, access: anyone, methods: ['GET'], limits: [] })).toContain(
      'sensitive_without_limit r:4 Route "/x" signs people in and has no limit by address.',
    );
  });
});

describe('step-up', () => {
  test.each<[string, number, string[], string[]]>([
    ['by a password', 60, ['pwd'], ['pwd is enough, which is not a second factor.']],
    ['by a password or better', 60, ['pwd', 'otp'], ['pwd is enough, which is not a second factor.']],
    ['by what one knows', 60, ['pin', 'kba'], ['pin, kba is enough, which is not a second factor.']],
    ['by second factors', 60, ['otp', 'hwk', 'mfa'], []],
    ['by every second factor', 3600, [], []],
    ['of this morning', 4 * 3600, [], ['accepts a proof from 240 minutes ago.']],
  ])('%s', (_name, withinSeconds, methods, expected) => {
    const found = saidOf({ access: rolesAccess({ stepUp: { withinSeconds, methods } }), lines: { stepUp: 6 } });
    expect(found).toEqual(expected.map((text) => expect.stringMatching(new RegExp(`^weak_step_up r:6 .*${text}$`))));
  });
});

describe("sessions in another user's name", () => {
  const allowed = rolesAccess({ actAs: 'allowed' });

  test.each<[string, Partial<RouteRule>, string[]]>([
    [
      'that write',
      { methods: ['GET', 'POST', 'DELETE'], lines: { actAs: 8 } },
      ['act_as_writes r:8 Sessions in another user\'s name may POST, DELETE on route "/x".'],
    ],
    ['that read', { methods: ['GET', 'HEAD', 'OPTIONS', 'QUERY', 'PROPFIND', 'REPORT', 'SEARCH'] }, []],
    ['that stop', { signIn: true }, []],
  ])('%s', (_name, changes, expected) => {
    expect(saidOf({ access: allowed, ...changes })).toEqual(expected);
  });
});

test('answers to sessions that keep the Cache-Control of the origin', () => {
  expect(saidOf({ cache: 'origin', lines: { cache: 5 } })).toEqual([
    'session_cached r:5 Answers of route "/x" need a session and keep the origin\'s Cache-Control.',
  ]);
  expect(saidOf({ cache: 'origin', access: anyone })).toEqual([]);
});

test.each([
  [500, []],
  [501, ['long_state_deadline r:3 Requests wait up to 501 ms for an answer of shared state.']],
])('a deadline of %i ms', (deadlineMs, expected) => {
  expect(said(advised({ state: { deadlineMs, at: 'r:3' } }))).toEqual(expected);
});

test.each<[number, string[]]>([
  [90, []],
  [91, ['long_token r:3 Tokens of machines live for up to 91 days.']],
])('tokens of %d days', (days, expected) => {
  const tokens = { roles: ['driver'], lifetimeSeconds: days * 86_400, at: 'r:3' };
  expect(said(advised({ tokens })).filter((line) => line.startsWith('long_token'))).toEqual(expected);
});
