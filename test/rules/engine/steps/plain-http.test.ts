import { createDecision, createEngine, decide, decisionSteps, type RequestFacts } from '@portcullis/rules/engine';
import { describe, expect, test } from 'vitest';
import { engineOf, policyOf, requestOf, rolesAccess, routeOf } from '../sample-engine.ts';

const open = { access: { kind: 'public', addresses: null, conditions: null } } as const;
const engine = engineOf({
  routes: [
    routeOf('/**', { ...open, methods: ['GET', 'HEAD', 'POST', 'OPTIONS'] }),
    routeOf('/mine', { access: rolesAccess() }),
    routeOf('/.well-known/acme-challenge/mine', { access: rolesAccess() }),
  ],
});

function overHttp(path: string, changes: Partial<RequestFacts> = {}): RequestFacts {
  return requestOf({ target: { scheme: 'http', host: 'acme.app.example', path, query: '?a=1' }, ...changes });
}

function reasonOf(request: RequestFacts, subject = engine): string {
  const outcome = decide(subject, request, {
    session: { kind: 'none' },
    admit: () => ({ kind: 'answered', limits: [], revokedBy: null, tenantPolicy: null }),
  });
  return outcome.kind === 'pass' ? 'pass' : outcome.refusal.reason;
}

describe('over plain http in production', () => {
  test.each(['GET', 'HEAD'])('%s is sent on to https, whatever the route', (method) => {
    for (const path of ['/', '/mine', '/.portcullis/session', '/.portcullis/ready', '/.well-known/acme-challenge'])
      expect(reasonOf(overHttp(path, { method })), path).toBe('https_redirected');
  });

  test.each(['POST', 'OPTIONS', 'DELETE', 'PROPFIND', 'UNKNOWN'])('%s is refused', (method) => {
    expect(reasonOf(overHttp('/', { method }))).toBe('https_required');
    expect(reasonOf(overHttp('/.portcullis/health', { method }))).toBe('https_required');
    expect(reasonOf(overHttp('/.portcullis/v1/revocations', { method }))).toBe('https_required');
  });

  test('a WebSocket is refused, since browsers follow no redirect there', () => {
    expect(reasonOf(overHttp('/', { upgradesToWebSocket: true }))).toBe('https_required');
  });

  test('a preflight is refused', () => {
    const preflight = { method: 'OPTIONS', origin: 'http://acme.app.example', requestedMethod: 'GET' };
    expect(reasonOf(overHttp('/', preflight))).toBe('https_required');
  });

  test('an unknown host is not sent anywhere', () => {
    const target = { scheme: 'http', host: 'evil.example', path: '/', query: '' } as const;
    expect(reasonOf(requestOf({ target }))).toBe('unknown_host');
  });

  test('health answers', () => {
    expect(reasonOf(overHttp('/.portcullis/health'))).toBe('pass');
    expect(reasonOf(overHttp('/.portcullis/health', { method: 'HEAD' }))).toBe('pass');
  });

  test('challenges of certificate authorities go as the rules say, but never to a route that needs a session', () => {
    expect(reasonOf(overHttp('/.well-known/acme-challenge/x'))).toBe('pass');
    expect(reasonOf(overHttp('/.well-known/acme-challenge/x', { method: 'POST' }))).toBe('pass');
    expect(reasonOf(overHttp('/.well-known/acme-challenge/mine'))).toBe('https_redirected');
    expect(reasonOf(overHttp('/.well-known/acme-challenge/mine', { method: 'POST' }))).toBe('https_required');
    expect(reasonOf(overHttp('/.well-known/acme-challenge/x'), engineOf({ routes: [routeOf('/mine')] }))).toBe(
      'no_route',
    );
    expect(reasonOf(overHttp('/.well-known/acme-challengex/x'))).toBe('https_redirected');
  });

  test('tools that ask for every refusal see the later ones too', () => {
    const decision = createDecision(overHttp('/mine'), () => false);
    expect(decisionSteps.route(engine, decision)).toBeNull();
    expect(decision.observed.map(({ reason }) => reason)).toEqual(['https_redirected']);
    expect(decision.route?.path).toBe('/mine');
  });
});

test('neither https nor development is concerned', () => {
  expect(reasonOf(requestOf())).toBe('pass');
  const development = createEngine(policyOf({ routes: engine.policy.routes }), { development: true });
  expect(reasonOf(overHttp('/x'), development)).toBe('pass');
  expect(reasonOf(overHttp('/x', { method: 'POST' }), development)).toBe('pass');
});
