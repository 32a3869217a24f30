import { createDecision, decide, type Outcome, type Session, setSession } from '@portcullis/rules/engine';
import type { Credential } from '@portcullis/rules/policy';
import { describe, expect, test } from 'vitest';
import { anyone, engineOf, requestOf, rolesAccess, routeOf, sessionWith } from './sample-engine.ts';

const BEARER: Partial<Session> = { token: { scheme: 'bearer', addresses: null } };
const BASIC: Partial<Session> = { token: { scheme: 'basic', addresses: null } };

/** What becomes of a request with the session or token, on a route that takes the credentials. */
function outcomeOf(
  credentials: readonly Credential[],
  session: Partial<Session>,
  request: Parameters<typeof requestOf>[0] = {},
): Outcome {
  const routes = [routeOf('/**', { access: rolesAccess({ credentials }) })];
  return decide(engineOf({ routes }), requestOf(request), {
    session: { kind: 'verified', session: sessionWith(session) },
    admit: () => ({ kind: 'answered', limits: [], revokedBy: null, tenantPolicy: null }),
  });
}

function saidOf(outcome: Outcome): string {
  return outcome.kind === 'pass' ? 'pass' : outcome.refusal.reason;
}

describe('a route looks at', () => {
  test.each<[readonly Credential[], string, string]>([
    [['session'], 'pass', 'session_missing'],
    [['session', 'token'], 'pass', 'pass'],
    [['token'], 'session_missing', 'pass'],
  ])('%j alone', (credentials, session, token) => {
    expect(saidOf(outcomeOf(credentials, {}))).toBe(session);
    expect(saidOf(outcomeOf(credentials, BEARER))).toBe(token);
    expect(saidOf(outcomeOf(credentials, BASIC))).toBe(token);
  });

  test('no token where it is public', () => {
    const decision = Object.assign(createDecision(requestOf()), { route: routeOf('/**', { access: anyone }) });
    setSession(decision, { kind: 'verified', session: sessionWith(BEARER) });
    expect(decision.session).toEqual({ kind: 'none' });
  });
});

describe('a request of another site', () => {
  const foreign = { method: 'POST', fetchSite: 'cross-site', origin: 'https://elsewhere.example' };

  test.each<[string, Partial<Session>, string]>([
    ['a role cookie', {}, 'cross_site'],
    ['a token as Basic, which browsers repeat by themselves', BASIC, 'cross_site'],
    ['a bearer token, which no browser sends by itself', BEARER, 'pass'],
  ])('with %s', (_name, session, expected) => {
    expect(saidOf(outcomeOf(['session', 'token'], session, foreign))).toBe(expected);
  });

  test('that is a WebSocket of no browser', () => {
    const socket = { upgradesToWebSocket: true };
    expect(saidOf(outcomeOf(['session', 'token'], {}, socket))).toBe('websocket_origin');
    expect(saidOf(outcomeOf(['session', 'token'], BEARER, socket))).toBe('pass');
  });

  test('is not judged by a token that the route does not take', () => {
    expect(saidOf(outcomeOf(['session'], BEARER, foreign))).toBe('cross_site');
  });
});

describe('a token for some addresses', () => {
  const token = { scheme: 'bearer', addresses: ['203.0.113.0/28'] } as const;

  test('counts there', () => {
    expect(saidOf(outcomeOf(['token'], { token }))).toBe('pass');
  });

  test('and nowhere else', () => {
    const narrow = { token: { ...token, addresses: ['198.51.100.0/24'] } };
    expect(saidOf(outcomeOf(['token'], narrow))).toBe('token_address_not_listed');
    expect(saidOf(outcomeOf(['token'], { token }, { address: null }))).toBe('token_address_not_listed');
  });
});
