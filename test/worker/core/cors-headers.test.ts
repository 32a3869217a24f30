import { createDecision, type RoutedDecision } from '@portcullis/rules/engine';
import type { CorsRule, RouteRule } from '@portcullis/rules/policy';
import { describe, expect, test } from 'vitest';
import { preflightResponse, removeCredentials, setCorsHeaders } from '../../../worker/core/headers/cors-headers.ts';
import { anyone, requestOf, routeOf } from '../../rules/engine/sample-engine.ts';

const PORTAL = 'https://portal.example';
const EVIL = 'https://evil.example';
const RULE: CorsRule = { origins: [PORTAL], credentials: false, headers: [], expose: [], maxAgeSeconds: 60 };

function decisionOf(
  origin: string | null,
  cors: Partial<CorsRule> | null,
  route: Partial<RouteRule> = {},
): RoutedDecision {
  const rule = routeOf('/x', { access: anyone, cors: cors === null ? null : { ...RULE, ...cors }, ...route });
  return Object.assign(createDecision(requestOf({ origin, requestedMethod: 'PUT' })), { route: rule });
}

/** Headers after the gateway has had its say on an answer of the origin's. */
function sentOn(decision: RoutedDecision, ofOrigin: Record<string, string> = {}): Record<string, string> {
  const headers = new Headers(ofOrigin);
  setCorsHeaders(headers, decision);
  return Object.fromEntries(headers);
}

const REFLECTED = {
  'access-control-allow-origin': EVIL,
  'access-control-allow-credentials': 'true',
  'access-control-allow-headers': '*',
  'access-control-allow-methods': '*',
  'access-control-allow-private-network': 'true',
  'access-control-expose-headers': '*',
  'access-control-max-age': '86400',
};

describe('what the origin allows', () => {
  test('counts for nothing without a rule', () => {
    expect(sentOn(decisionOf(EVIL, null), REFLECTED)).toEqual({});
  });

  test('counts for nothing beside a rule, whether or not the rule names the page', () => {
    expect(sentOn(decisionOf(EVIL, {}), REFLECTED)).toEqual({ vary: 'Origin' });
    expect(sentOn(decisionOf(PORTAL, {}), REFLECTED)).toEqual({
      vary: 'Origin',
      'access-control-allow-origin': PORTAL,
    });
  });

  test("adds no credentials to a page that the rule names without, even where the origin's own allowance is missing", () => {
    const allowance = { 'access-control-allow-credentials': 'true', 'access-control-expose-headers': 'x-secret' };
    expect(sentOn(decisionOf(PORTAL, {}), allowance)).toEqual({
      vary: 'Origin',
      'access-control-allow-origin': PORTAL,
    });
  });

  test('stands while cross-site checks are only observed, unless the rule has an answer', () => {
    const observed = { observe: ['crossSite'] } as const;
    expect(sentOn(decisionOf(EVIL, null, observed), REFLECTED)).toEqual(REFLECTED);
    expect(sentOn(decisionOf(EVIL, {}, observed), REFLECTED)).toEqual({ ...REFLECTED, vary: 'Origin' });
    expect(sentOn(decisionOf(PORTAL, {}, observed), REFLECTED)).toEqual({
      vary: 'Origin',
      'access-control-allow-origin': PORTAL,
    });
  });
});

describe('Vary', () => {
  test.each([
    [{}, 'Origin'],
    [{ vary: 'Accept' }, 'Accept, Origin'],
    [{ vary: 'Accept, origin' }, 'Accept, origin'],
    [{ vary: '*' }, '*'],
    [{ vary: 'Origin-Agent-Cluster' }, 'Origin-Agent-Cluster, Origin'],
  ])('%j becomes %j, for every answer of a route with a rule', (ofOrigin, expected) => {
    for (const from of [PORTAL, EVIL, null]) {
      expect(sentOn(decisionOf(from, {}), ofOrigin as Record<string, string>)['vary']).toBe(expected);
    }
  });

  test('is left alone without a rule', () => {
    expect(sentOn(decisionOf(PORTAL, null), { vary: 'Accept' })).toEqual({ vary: 'Accept' });
  });
});

describe('a preflight', () => {
  const answerTo = (...args: Parameters<typeof decisionOf>): [number, Record<string, string>] => {
    const { status, headers } = preflightResponse(decisionOf(...args));
    return [status, Object.fromEntries(headers)];
  };
  const vary = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers';

  test('is told what the rule says, and no more than the method that was asked for', () => {
    expect(answerTo(PORTAL, { credentials: true, headers: ['content-type', 'x-a'], expose: ['x-b'] })).toEqual([
      204,
      {
        vary,
        'access-control-allow-origin': PORTAL,
        'access-control-allow-credentials': 'true',
        'access-control-allow-methods': 'PUT',
        'access-control-allow-headers': 'content-type, x-a',
        'access-control-max-age': '60',
      },
    ]);
    expect(answerTo(EVIL, { origins: 'any' })[1]).toEqual({
      vary,
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'PUT',
      'access-control-max-age': '60',
    });
  });

  test('that passes only under observation gets no leave', () => {
    expect(answerTo(EVIL, {}, { observe: ['crossSite'] })).toEqual([204, { vary }]);
    const decision = decisionOf(PORTAL, {}, { observe: ['crossSite'] });
    decision.observed.push({ reason: 'preflight_refused', at: null, detail: 'header' });
    expect(Object.fromEntries(preflightResponse(decision).headers)).toEqual({ vary });
  });

  test('gets its leave where another control is observed', () => {
    const decision = decisionOf(PORTAL, {}, { observe: ['addresses'] });
    decision.observed.push({ reason: 'address_not_listed', at: null, detail: 'office' });
    expect(preflightResponse(decision).headers.get('access-control-allow-origin')).toBe(PORTAL);
  });
});

test('where the rule gives no credentials, only an Authorization that the page may set goes on', () => {
  const sent = { cookie: 'app=1', authorization: 'Basic x', accept: '*/*' };
  const left = (headers: readonly string[]): object => {
    const request = new Headers(sent);
    removeCredentials(request, { ...RULE, headers });
    return Object.fromEntries(request);
  };
  expect(left([])).toEqual({ accept: '*/*' });
  expect(left(['authorization'])).toEqual({ accept: '*/*', authorization: 'Basic x' });
});
