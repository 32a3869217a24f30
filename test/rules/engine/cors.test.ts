import {
  corsAnswer,
  createDecision,
  decisionSteps,
  isPreflight,
  lacksCredentials,
  planAdmit,
  type RequestFacts,
  type RoutedDecision,
  sessionOf,
  setSession,
} from '@portcullis/rules/engine';
import type { CorsRule, RouteRule } from '@portcullis/rules/policy';
import { describe, expect, test } from 'vitest';
import {
  anyone,
  decisionAt,
  engineOf,
  limitOf,
  NO_CONDITIONS,
  requestOf,
  rolesAccess,
  routeOf,
  sessionWith,
} from './sample-engine.ts';

const PORTAL = 'https://portal.example';
const OWN = 'https://acme.app.example';
const RULE: CorsRule = { origins: [PORTAL], credentials: true, headers: ['x-a'], expose: [], maxAgeSeconds: 60 };
const ANY: CorsRule = { ...RULE, origins: 'any', credentials: false };

function decisionOf(cors: CorsRule | null, request: Partial<RequestFacts>): RoutedDecision {
  return decisionAt(routeOf('/x', { access: anyone, cors }), { request, session: null });
}

describe('whom the rule answers', () => {
  test.each([
    [PORTAL, PORTAL],
    [OWN, null],
    [null, null],
    ['null', null],
    ['', null],
    ['https://evil.example', null],
    ['https://globex.app.example', null],
    ['http://portal.example', null],
    [`${PORTAL}/`, null],
    [`${PORTAL}:443`, null],
    [`${PORTAL}.evil.example`, null],
    [PORTAL.toUpperCase(), null],
    [`${PORTAL}, ${PORTAL}`, null],
    [` ${PORTAL}`, null],
  ])('Origin %j: %j', (origin, expected) => {
    expect(corsAnswer(decisionOf(RULE, { origin }))?.allowOrigin ?? null).toBe(expected);
  });

  test.each(['https://evil.example', 'null', PORTAL, 'https://globex.app.example'])('any: %s, by a star', (origin) => {
    expect(corsAnswer(decisionOf(ANY, { origin }))?.allowOrigin).toBe('*');
  });

  test('no one without a rule, nor where nothing must be allowed', () => {
    expect(corsAnswer(decisionOf(null, { origin: PORTAL }))).toBeNull();
    expect(corsAnswer(decisionOf(ANY, { origin: OWN }))).toBeNull();
    expect(corsAnswer(decisionOf(ANY, { origin: null }))).toBeNull();
  });

  test('no one who opens a WebSocket', () => {
    for (const rule of [RULE, ANY]) {
      expect(corsAnswer(decisionOf(rule, { origin: PORTAL, upgradesToWebSocket: true }))).toBeNull();
    }
  });
});

describe('the visitor of a page', () => {
  const fact = { kind: 'verified', session: sessionWith() } as const;
  const sessionAfter = (decision: RoutedDecision) => {
    setSession(decision, fact);
    return sessionOf(decision);
  };

  test('is anonymous where the rule gives no credentials', () => {
    const decision = decisionOf(ANY, { origin: PORTAL });
    expect([lacksCredentials(decision), sessionAfter(decision)]).toEqual([true, null]);
  });

  test.each<[string, CorsRule | null, Partial<RequestFacts>]>([
    ['where it does', RULE, { origin: PORTAL }],
    ["at the app's own pages", ANY, { origin: OWN }],
    ['where no page asks', ANY, { origin: null }],
    ['without a rule', null, { origin: PORTAL }],
  ])('is who the cookie says %s', (_name, rule, request) => {
    const decision = decisionOf(rule, request);
    expect([lacksCredentials(decision), sessionAfter(decision)?.user]).toEqual([false, 'u1']);
  });

  test('is anonymous in a preflight, also with a cookie', () => {
    const decision = decisionOf(RULE, { origin: PORTAL });
    decision.preflight = true;
    expect(sessionAfter(decision)).toBeNull();
  });
});

describe('which requests are preflights', () => {
  const asking = { method: 'OPTIONS', origin: PORTAL, requestedMethod: 'PUT' } as const;

  test.each<[Partial<RequestFacts>, boolean]>([
    [asking, true],
    [{ ...asking, requestedMethod: null }, false],
    [{ ...asking, origin: null }, false],
    [{ ...asking, method: 'GET' }, false],
    [{ ...asking, method: 'options' }, false],
  ])('%j: %j', (request, expected) => {
    expect(isPreflight(requestOf(request))).toBe(expected);
  });
});

describe('the route of a preflight', () => {
  const put = routeOf('/api', { methods: ['PUT'], cors: RULE });
  const get = routeOf('/api', { id: 'reads', methods: ['GET', 'HEAD', 'OPTIONS'], access: anyone });
  const own = routeOf('/own', { methods: ['PUT', 'OPTIONS'], cors: RULE });
  const engine = engineOf({ routes: [put, get, own] });

  function routed(path: string, request: Partial<RequestFacts>, routes?: readonly RouteRule[]) {
    const facts = requestOf({ method: 'OPTIONS', origin: PORTAL, ...request });
    const decision = createDecision({ ...facts, target: { ...facts.target, path } });
    const refusal = decisionSteps.route(routes === undefined ? engine : engineOf({ routes }), decision);
    return refusal?.reason ?? `${decision.route?.id}${decision.preflight ? ', asked' : ''}`;
  }

  test.each([
    ['/api', 'PUT', '/api, asked'],
    // A route without `cors` answers its own, and one without OPTIONS none.
    ['/api', 'GET', 'reads'],
    ['/api', 'DELETE', 'reads'],
    ['/api', 'put', 'reads'],
    ['/api', '', 'reads'],
    ['/api', null, 'reads'],
    // The gateway answers although the route lists OPTIONS: its `cors` is what counts.
    ['/own', 'PUT', '/own, asked'],
    ['/own', 'OPTIONS', '/own, asked'],
    ['/own', 'PATCH', '/own'],
    ['/own', null, '/own'],
    ['/nothing', 'PUT', 'no_route'],
    ['/API', 'PUT', 'path_case_mismatch'],
  ])('%s, asking for %j: %s', (path, requestedMethod, expected) => {
    expect(routed(path, { requestedMethod })).toBe(expected);
  });

  test('is not there where neither OPTIONS nor the asked method is', () => {
    expect(routed('/api', { requestedMethod: 'DELETE' }, [put])).toBe('method_not_allowed');
    expect(routed('/api', { requestedMethod: 'put' }, [put])).toBe('method_not_allowed');
  });

  test('is never one of the gateway itself', () => {
    expect(routed('/.portcullis/session', { requestedMethod: 'DELETE' }, [routeOf('/**', { cors: ANY })])).toBe(
      'method_not_allowed',
    );
    expect(
      routed('/.portcullis/x', { requestedMethod: 'PUT' }, [routeOf('/**', { methods: ['PUT'], cors: ANY })]),
    ).toBe('no_route');
  });
});

describe('a preflight is decided', () => {
  const engine = engineOf({ limits: { one: limitOf('one') } });

  function decided(request: Partial<RequestFacts>, route: Partial<RouteRule> = {}) {
    const decision = decisionAt(routeOf('/x', { cors: RULE, limits: ['one'], ...route }), {
      request: { method: 'OPTIONS', origin: PORTAL, requestedMethod: 'POST', ...request },
      session: null,
    });
    decision.preflight = true;
    expect(planAdmit(engine, decision)).toBeNull();
    return decisionSteps.authorize(engine, decision)?.reason ?? 'pass';
  }

  test.each([
    [null, 'pass'],
    ['', 'pass'],
    ['x-a', 'pass'],
    ['X-A', 'pass'],
    [' x-a ,, x-a', 'pass'],
    ['x-b', 'preflight_refused'],
    ['x-a, x-b', 'preflight_refused'],
    ['*', 'preflight_refused'],
    ['x-a;x-b', 'preflight_refused'],
    ['authorization', 'preflight_refused'],
  ])('for the headers %j: %s, without a session or a limit', (requestedHeaders, expected) => {
    expect(decided({ requestedHeaders })).toBe(expected);
  });

  test('by its Origin', () => {
    expect(decided({ origin: 'https://evil.example' })).toBe('preflight_refused');
    expect(decided({ origin: OWN })).toBe('preflight_refused');
    expect(decided({ origin: 'https://evil.example' }, { observe: ['crossSite'] })).toBe('pass');
  });

  test('by the conditions of its route', () => {
    const conditions = { ...NO_CONDITIONS, minTls: 3 as const };
    const access = rolesAccess({ conditions });
    expect(decided({ tlsVersion: 'TLSv1.2' }, { access })).toBe('tls_too_old');
    expect(decided({ tlsVersion: 'TLSv1.3' }, { access })).toBe('pass');
  });
});

describe('a call across origins', () => {
  const decide = (cors: CorsRule, request: Partial<RequestFacts>) =>
    decisionSteps.authorize(engineOf(), decisionOf(cors, { method: 'POST', fetchSite: 'cross-site', ...request }))
      ?.reason ?? 'pass';

  test.each([
    [RULE, PORTAL, 'pass'],
    [RULE, 'https://evil.example', 'cross_site'],
    [RULE, 'null', 'cross_site'],
    [RULE, null, 'cross_site'],
    // A browser that contradicts itself is not believed.
    [RULE, OWN, 'cross_site'],
    [ANY, 'https://evil.example', 'pass'],
    [ANY, null, 'cross_site'],
  ])('%#: Origin %j', (rule, origin, expected) => {
    expect(decide(rule, { origin })).toBe(expected);
  });

  test('never opens a WebSocket', () => {
    for (const rule of [RULE, ANY]) {
      expect(decide(rule, { method: 'GET', origin: PORTAL, upgradesToWebSocket: true })).toBe('websocket_origin');
    }
  });
});
