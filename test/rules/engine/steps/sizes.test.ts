import { createDecision, decisionSteps, lineOf, type RequestFacts } from '@portcullis/rules/engine';
import type { RouteRule } from '@portcullis/rules/policy';
import { CONTROLS } from '@portcullis/rules/policy';
import { describe, expect, test } from 'vitest';
import { engineOf, requestOf, routeOf } from '../sample-engine.ts';

function refusalOf(request: Partial<RequestFacts>, route: Partial<RouteRule> = {}) {
  const rule = routeOf('/x', {
    at: 'rules.yaml:20',
    lines: { body: 23, requestHeaders: 24 },
    maxBodyBytes: 1024,
    maxHeaderBytes: 2048,
    ...route,
  });
  return decisionSteps.route(engineOf({ routes: [rule] }), createDecision(requestOf(request)));
}

describe('sizes', () => {
  test.each([
    [{ announcedBodyBytes: 1024, headerBytes: 2048 }, null],
    [{ announcedBodyBytes: 1025 }, { reason: 'body_too_large', at: 'rules.yaml:23' }],
    [{ headerBytes: 2049 }, { reason: 'headers_too_large', at: 'rules.yaml:24' }],
    [
      { announcedBodyBytes: 1025, headerBytes: 2049 },
      { reason: 'headers_too_large', at: 'rules.yaml:24' },
    ],
    [
      { announcedBodyBytes: Number.NaN, headerBytes: 0 },
      { reason: 'body_too_large', at: 'rules.yaml:23' },
    ],
  ])('%j: %j', (request, expected) => {
    const refusal = refusalOf(request);
    if (expected === null) expect(refusal).toBeNull();
    else expect(refusal).toMatchObject(expected);
  });

  test('are under no observation', () => {
    expect(refusalOf({ announcedBodyBytes: 1025 }, { observe: CONTROLS })?.reason).toBe('body_too_large');
    expect(refusalOf({ headerBytes: 2049 }, { observe: CONTROLS })?.reason).toBe('headers_too_large');
  });

  test("hold for a preflight by its own headers and the asked route's bounds", () => {
    const cors = { origins: 'any', credentials: false, headers: [], expose: [], maxAgeSeconds: 60 } as const;
    const asking = { method: 'OPTIONS', origin: 'https://a.example', requestedMethod: 'GET' };
    expect(refusalOf({ ...asking, headerBytes: 2049 }, { cors })?.reason).toBe('headers_too_large');
    expect(refusalOf({ ...asking, headerBytes: 2048 }, { cors })).toBeNull();
  });
});

test('a part of a route is named by its own line where it has one', () => {
  const route = routeOf('/x', { at: 'C:/rules:1/gateway.yaml:41', lines: { roles: 44 } });
  expect(lineOf(route, 'roles')).toBe('C:/rules:1/gateway.yaml:44');
  expect(lineOf(route, 'stepUp')).toBe('C:/rules:1/gateway.yaml:41');
});
