import {
  type AdmitFact,
  decide,
  type Facts,
  type Outcome,
  type RequestFacts,
  type SessionFact,
  type TenantPolicy,
} from '@portcullis/rules/engine';
import { describe, expect, test } from 'vitest';
import { addressOf, anyone, engineOf, limitOf, requestOf, rolesAccess, routeOf, sessionWith } from './sample-engine.ts';

const engine = engineOf({
  limits: { api: limitOf('api', { quota: 5, by: ['tenant'] }) },
  deny: { addresses: ['blocked'], at: 'rules.yaml:11' },
  routes: [
    routeOf('/open', { access: anyone }),
    routeOf('/owners', { access: rolesAccess({ roles: ['driver'], addresses: ['office'] }), limits: ['api'] }),
    routeOf('/mine', { methods: ['GET', 'HEAD'] }),
  ],
});

const verified: SessionFact = { kind: 'verified', session: sessionWith() };
const suspended: TenantPolicy = { suspended: true, addresses: [], requireMfa: false, forbidActAs: false, notBefore: 0 };

function answer(changes: Partial<Extract<AdmitFact, { kind: 'answered' }>> = {}): Facts['admit'] {
  return () => ({ kind: 'answered', limits: [], revokedBy: null, tenantPolicy: null, ...changes });
}

function at(path: string, changes: Partial<RequestFacts> = {}): RequestFacts {
  const request = requestOf(changes);
  return { ...request, target: { ...request.target, path } };
}

function said(outcome: Outcome): string {
  return outcome.kind === 'pass' ? 'pass' : `${outcome.step}: ${outcome.refusal.reason}`;
}

/** Each row has the fault of its step and of every later one; mending it moves the refusal on. */
describe('the first step that refuses decides', () => {
  const unlisted = addressOf('192.0.2.1');
  const blocked = addressOf('198.51.100.1');
  const foreign: SessionFact = { kind: 'verified', session: sessionWith({ tenant: 'globex' }) };
  const refusing = answer({
    limits: [{ id: 'api', admitted: false, remaining: 0, resetMs: 1 }],
    revokedBy: 'user',
    tenantPolicy: suspended,
  });
  const elsewhere = { ...requestOf().target, host: 'evil.example', path: '/nowhere' };

  test.each<[string, RequestFacts, SessionFact, Facts['admit']]>([
    ['route: unknown_host', requestOf({ target: elsewhere, address: blocked }), foreign, refusing],
    ['route: no_route', at('/nowhere', { address: blocked }), foreign, refusing],
    ['route: method_not_allowed', at('/mine', { method: 'POST', address: blocked }), foreign, refusing],
    ['address: address_denied', at('/owners', { address: blocked }), foreign, refusing],
    ['address: address_not_listed', at('/owners', { address: unlisted }), foreign, refusing],
    ['admit: limit_exceeded', at('/owners'), foreign, refusing],
    ['admit: state_unavailable', at('/owners'), foreign, () => ({ kind: 'unavailable', detail: 'late' })],
    ['admit: session_revoked', at('/owners'), foreign, answer({ revokedBy: 'user', tenantPolicy: suspended })],
    ['tenant: tenant_mismatch', at('/owners'), foreign, answer({ tenantPolicy: suspended })],
    ['tenant: tenant_suspended', at('/owners'), verified, answer({ tenantPolicy: suspended })],
    ['authorize: role_missing', at('/owners'), verified, answer()],
    ['pass', at('/mine'), verified, answer()],
  ])('%s', (expected, request, session, admit) => {
    expect(said(decide(engine, request, { session, admit }))).toBe(expected);
  });
});

describe('shared state', () => {
  function asked(request: RequestFacts, session: SessionFact): number {
    let count = 0;
    const admit: Facts['admit'] = (plan) => {
      count += 1;
      return answer()(plan);
    };
    decide(engine, request, { session, admit });
    return count;
  }

  test('is asked once at most', () => {
    expect(asked(at('/owners'), verified)).toBe(1);
    expect(asked(at('/open'), { kind: 'none' })).toBe(1);
  });

  test('is not asked by a request that was refused before, or that has nothing to ask', () => {
    expect(asked(at('/nowhere'), verified)).toBe(0);
    expect(asked(at('/owners', { address: null }), verified)).toBe(0);
    const plain = { ...requestOf().target, host: 'app.example', path: '/open' };
    expect(asked(requestOf({ target: plain }), { kind: 'none' })).toBe(0);
  });
});

describe('anyone whom no rule lets in is refused', () => {
  test('without a session', () => {
    expect(said(decide(engine, at('/mine'), { session: { kind: 'none' }, admit: answer() }))).toBe(
      'authorize: session_missing',
    );
    expect(said(decide(engine, at('/mine'), { session: { kind: 'invalid', detail: 'exp' }, admit: answer() }))).toBe(
      'authorize: session_invalid',
    );
  });

  test('by rules without a route', () => {
    expect(said(decide(engineOf({ routes: [] }), at('/'), { session: verified, admit: answer() }))).toBe(
      'route: no_route',
    );
  });

  test('a session that was revoked meanwhile passes a public route as anonymous', () => {
    const outcome = decide(engine, at('/open'), { session: verified, admit: answer({ revokedBy: 'session' }) });
    expect(said(outcome)).toBe('pass');
    expect(outcome.decision.session.kind).toBe('invalid');
  });
});

describe('the endpoints of the gateway itself', () => {
  test.each([
    ['/.portcullis/health', 'GET', 'pass'],
    ['/.portcullis/jwks.json', 'GET', 'pass'],
    ['/.portcullis/session', 'GET', 'authorize: session_missing'],
    ['/.portcullis/session', 'DELETE', 'authorize: session_missing'],
    ['/.portcullis/v1/revocations', 'POST', 'pass'],
    ['/.portcullis/v1/revocations', 'DELETE', 'route: method_not_allowed'],
    ['/.portcullis/metrics', 'GET', 'route: no_route'],
    ['/.portcullis/v1', 'GET', 'route: no_route'],
    ['/.portcullis', 'GET', 'route: no_route'],
    ['/.portcullis/', 'GET', 'route: no_route'],
    ['/.Portcullis/metrics', 'GET', 'route: no_route'],
    ['/.portcullis/session/x', 'GET', 'route: no_route'],
    ['/.portcullisx/metrics', 'GET', 'pass'],
    ['/x/.portcullis/metrics', 'GET', 'pass'],
    ['/.PORTCULLIS/health', 'GET', 'route: path_case_mismatch'],
    ['/.portcullis/health/', 'GET', 'route: no_route'],
  ])('%s %s: %s, whatever the routes say', (path, method, expected) => {
    const wide = engineOf({ routes: [routeOf('/**', { access: anyone }), routeOf('/{any}/{x}', { access: anyone })] });
    expect(said(decide(wide, at(path, { method }), { session: { kind: 'none' }, admit: answer() }))).toBe(expected);
  });
});
