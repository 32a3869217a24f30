import { createRouteMatcher } from '@portcullis/rules/engine';
import { DEFAULT_COOKIES, type RouteRule } from '@portcullis/rules/policy';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adviseOnReach } from '../../../../rules/src/analysis/advice/reach.ts';
import { NO_CONDITIONS } from '../../engine/sample-engine.ts';
import { advised, anyone, limitOf, NOW, orderlyPolicy, rolesAccess, routeOf, said } from './written.ts';

const get = (path: string, changes: Partial<RouteRule> = {}): RouteRule =>
  routeOf(path, { methods: ['GET', 'HEAD'], ...changes });
const post = (path: string, changes: Partial<RouteRule> = {}): RouteRule =>
  routeOf(path, { methods: ['POST'], ...changes });
const codes = (routes: readonly RouteRule[]): string[] => advised({ routes }).map(({ code, at }) => `${code} ${at}`);

test('rules in good order get no advice', () => {
  expect(advised()).toEqual([]);
});

describe('a route that never decides', () => {
  test.each<[string, string[], string[]]>([
    ['a wildcard beside all its paths', ['/a/**', '/a', '/a/{x}', '/a/{x}/**'], ['/a/**']],
    ['a wildcard with a depth of its own left', ['/a/**', '/a', '/a/{x}', '/a/{x}/{y}'], []],
    ['a wildcard with its own path left', ['/a/**', '/a/{x}/**'], []],
    ['the widest of all', ['/**', '/', '/{x}/**'], ['/**']],
    ['variables beside literals', ['/a/{x}', '/a/b', '/a/other'], []],
  ])('%s', (_name, paths, unreachable) => {
    expect(codes(paths.map((path) => get(path)))).toEqual(
      unreachable.map((path) => `unreachable_route rules.yaml:${path}`),
    );
  });

  test('is one that no request finds', () => {
    const segment = fc.constantFrom('a', 'b', '{x}');
    const path = fc
      .tuple(fc.array(segment, { maxLength: 3 }), fc.boolean())
      .map(([segments, rest]) => `/${[...segments, ...(rest ? ['**'] : [])].join('/')}`);
    const request = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 5 }).map((parts) => `/${parts.join('/')}`);
    const property = fc.property(
      fc.uniqueArray(path, { minLength: 1, maxLength: 8, selector: (text) => text }),
      fc.array(request, { maxLength: 30 }),
      (paths, requests) => {
        const routes = paths.map((text) => get(text));
        const match = createRouteMatcher(routes);
        const dead = new Set(adviseOnReach(orderlyPolicy({ routes })).map(({ at }) => at));
        for (const text of requests) {
          const found = match(text, 'GET');
          if (!('reason' in found)) expect(dead).not.toContain(found.at);
        }
      },
    );
    fc.assert(property, { numRuns: 500 });
  });
});

describe('a read that ends in 405', () => {
  test.each<[string, RouteRule[], string[]]>([
    ['on the very path of a wildcard', [post('/docs'), get('/docs/**')], ['method_shadowed rules.yaml:/docs']],
    ['on a variable below it', [post('/docs/{id}'), get('/docs/**')], ['method_shadowed rules.yaml:/docs/{id}']],
    ['at the top', [post('/{id}'), get('/**')], ['method_shadowed rules.yaml:/{id}']],
    ['but not where another route of the path takes it', [post('/docs'), get('/docs'), get('/docs/**')], []],
    ['but not where an action follows', [post('/docs/{id}/sign'), get('/docs/**')], []],
    ['but not where the wider route does not read', [post('/docs'), routeOf('/docs/**', { methods: ['PUT'] })], []],
    ['but not where nothing is wider', [post('/docs')], []],
  ])('%s', (_name, routes, expected) => {
    expect(codes(routes)).toEqual(expected);
  });

  test('is named with the route that would take it', () => {
    expect(said(advised({ routes: [post('/docs', { at: 'r:7' }), get('/docs/**', { at: 'r:9' })] }))).toEqual([
      'method_shadowed r:7 GET /docs is refused with 405, although route "/docs/**" (r:9) takes GET /docs/**.',
    ]);
  });
});

describe('sensitive routes', () => {
  const stepUp = { withinSeconds: 60, methods: [] };
  const limits = (by: 'address' | 'tenant') => ({ 'a-limit': limitOf('a-limit', { by: [by], at: 'r:1' }) });

  test.each<[string, Partial<RouteRule>, 'address' | 'tenant', boolean]>([
    ['sign-in without a limit', { signIn: true }, 'address', true],
    ['sign-in with a limit by tenant', { signIn: true, limits: ['a-limit'] }, 'tenant', true],
    ['sign-in with a limit by address', { signIn: true, limits: ['a-limit'] }, 'address', false],
    ['a public write without a limit', {}, 'address', true],
    ['a public write with a limit', { limits: ['a-limit'] }, 'tenant', false],
    ['a public read', { methods: ['GET', 'HEAD', 'OPTIONS'] }, 'address', false],
    ['a write with a session', { access: rolesAccess() }, 'address', false],
  ])('%s', (_name, changes, by, isAdvised) => {
    const routes = [post('/in', { access: anyone, ...changes }), routeOf('/**', { limits: ['a-limit'] })];
    const found = advised({ routes, limits: limits(by) }).map(({ code }) => code);
    expect(found).toEqual(isAdvised ? ['sensitive_without_limit'] : []);
  });

  test.each<[string, Partial<RouteRule>, string[]]>([
    [
      'an audited route',
      { audit: 'required', lines: { audit: 8 } },
      [
        'rules.yaml:4 Route "/x" takes POST with "audit: required", and has no limit.',
        'rules.yaml:8 Route "/x" has "audit: required", but no "stepUp".',
      ],
    ],
    [
      'a route for nobody else, strictly revoked',
      { access: rolesAccess({ actAs: 'never' }), revocation: 'strict', limits: ['a-limit'], lines: { actAs: 5 } },
      ['rules.yaml:5 Route "/x" has "actAs: never" and "revocation: strict", but no "stepUp".'],
    ],
    [
      'one with step-up',
      { access: rolesAccess({ stepUp }), audit: 'required' },
      ['rules.yaml:4 Route "/x" takes POST with "stepUp" and "audit: required", and has no limit.'],
    ],
    ['one with step-up and a limit', { access: rolesAccess({ stepUp }), limits: ['a-limit'] }, []],
    ['one with step-up that reads', { access: rolesAccess({ stepUp }), methods: ['GET', 'PROPFIND', 'QUERY'] }, []],
    ['a public one', { access: anyone, methods: ['GET'], revocation: 'strict' }, []],
  ])('%s', (_name, changes, expected) => {
    const found = advised({ routes: [routeOf('/x', { at: 'rules.yaml:4', ...changes }), routeOf('/**')] });
    expect(found.map(({ at, message }) => `${at} ${message}`)).toEqual(expected);
  });
});

describe('openings', () => {
  const conditions = (untilSeconds: number) => ({ ...NO_CONDITIONS, untilSeconds });
  const cors = (origins: 'any' | string[]) => ({
    origins,
    credentials: false,
    headers: [],
    expose: [],
    maxAgeSeconds: 0,
  });

  test.each<[string, Partial<RouteRule>, string[]]>([
    [
      'open on failure',
      { whenStateUnavailable: { kind: 'open' }, lines: { whenStateUnavailable: 5 } },
      ['open_on_state_failure rules.yaml:5'],
    ],
    ['stale on failure', { whenStateUnavailable: { kind: 'stale', seconds: 60 } }, []],
    ['observed', { observe: ['roles'], lines: { mode: 6 } }, ['observed_route rules.yaml:6']],
    ['readable by every site', { cors: cors('any'), lines: { cors: 7 } }, ['cors_any rules.yaml:7']],
    ['readable by one site', { cors: cors(['https://a.example']) }, []],
    [
      'expired',
      { access: rolesAccess({ conditions: conditions(NOW) }), lines: { until: 8 } },
      ['expired_opening rules.yaml:8'],
    ],
    ['about to expire', { access: rolesAccess({ conditions: conditions(NOW + 1) }) }, []],
  ])('%s', (_name, changes, expected) => {
    const found = advised({ routes: [routeOf('/x', { at: 'rules.yaml:4', ...changes })] });
    expect(found.map(({ code, at }) => `${code} ${at}`)).toEqual(expected);
  });

  test('an expired one says since when', () => {
    const access = rolesAccess({ conditions: conditions(Date.UTC(2026, 0, 2, 3, 4) / 1000) });
    expect(advised({ routes: [routeOf('/x', { access })] })[0]?.message).toBe(
      'Route "/x" has been closed since 2026-01-02T03:04Z.',
    );
  });

  test.each<[string, RouteRule[], boolean]>([
    ['a public rest', [get('/**', { access: anyone })], true],
    ['a public rest of a few addresses', [get('/**', { access: { ...anyone, addresses: ['a'] } })], false],
    ['a public rest below a variable', [get('/{x}/**', { access: anyone })], true],
    ['a public rest below variables', [get('/{x}/{y}/**', { access: anyone })], true],
    ['a public variable', [get('/{page}', { access: anyone })], true],
    ['a public home page', [get('/', { access: anyone })], false],
    ['a public part of a variable', [get('/{x}/a/**', { access: anyone })], false],
    ['a public part', [get('/a/**', { access: anyone })], false],
    ['a rest for sessions', [get('/**')], false],
  ])('%s', (_name, routes, isAdvised) => {
    const found = advised({ routes }, { a: ['192.0.2.1'] }).map(({ code }) => code);
    expect(found.includes('public_rest')).toBe(isAdvised);
  });

  test.each([
    [24 * 3600, []],
    [25 * 3600, ['Sessions last up to 25 hours.']],
  ])('sessions of %i seconds', (lifetimeSeconds, expected) => {
    expect(advised({ session: { lifetimeSeconds, renew: null, at: 'r:1' } }).map(({ message }) => message)).toEqual(
      expected,
    );
  });
});

describe('what is declared and not named', () => {
  test('roles that open nothing', () => {
    const routes = [routeOf('/x', { access: rolesAccess({ roles: ['owner'] }) })];
    expect(said(advised({ routes }))).toEqual([
      'unused_role rules.yaml:2 No route opens to the role "reader".',
      'unused_role rules.yaml:3 No route opens to the role "driver".',
    ]);
  });

  test('limits and origins', () => {
    const { origins } = orderlyPolicy();
    const other = { ...origins['app'], id: 'other', at: 'r:12' } as NonNullable<(typeof origins)['app']>;
    expect(said(advised({ origins: { ...origins, other }, limits: { l: limitOf('l', { at: 'r:11' }) } }))).toEqual([
      'unused_limit r:11 No route names the limit "l".',
      'unused_origin r:12 No route leads to the origin "other".',
    ]);
  });
});

test('advice stands in the order of files and lines', () => {
  const at = (line: number): Partial<RouteRule> => ({ at: `a.yaml:${line}`, observe: ['roles'] });
  const routes = [routeOf('/x', at(10)), routeOf('/y', at(9)), routeOf('/z', { ...at(3), at: 'B.yaml:50' })];
  expect(advised({ routes }).map((advice) => advice.at)).toEqual(['B.yaml:50', 'a.yaml:9', 'a.yaml:10']);
});

test.each([
  ['cookie_domain_kept', { domain: 'keep' }],
  ['cookie_cross_site', { sameSite: 'none' }],
] as const)('%s: once for each line', (code, opening) => {
  const cookies = { ...DEFAULT_COOKIES, ...opening };
  expect(codes([get('/a', { cookies }), get('/b')])).toEqual([`${code} rules.yaml:/a`]);
  const inherits = { cookies, lines: { cookies: 5 } };
  expect(codes([get('/a', inherits), get('/b', inherits), get('/c', inherits)])).toEqual([`${code} rules.yaml:5`]);
});

test('pages that do not show that one person acts as another', () => {
  expect(codes([get('/a', { actAsBanner: 'none' }), get('/b')])).toEqual(['act_as_unseen rules.yaml:/a']);
});
