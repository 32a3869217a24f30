import { createDecision, decisionSteps, type RequestFacts, type Session } from '@portcullis/rules/engine';
import type { Access } from '@portcullis/rules/policy';
import { describe, expect, test } from 'vitest';
import { anyone, decisionAt, engineOf, NOW, requestOf, rolesAccess, routeOf } from '../sample-engine.ts';

const engine = engineOf();

function refusalOf(access: Access, session: Partial<Session> | null = {}, request: Partial<RequestFacts> = {}) {
  return decisionSteps.authorize(engine, decisionAt(routeOf('/x', { access }), { session, request }));
}

const decide = (...args: Parameters<typeof refusalOf>) => refusalOf(...args)?.reason ?? 'pass';

describe('the session', () => {
  test('is needed by a route with roles and by no public one', () => {
    expect(decide(rolesAccess(), null)).toBe('session_missing');
    expect(decide(anyone, null)).toBe('pass');
  });

  test('that was refused opens nothing, and the audit event says why', () => {
    const decision = decisionAt(routeOf('/x'), { session: null });
    decision.session = { kind: 'invalid', detail: 'signature' };
    expect(decisionSteps.authorize(engine, decision)).toEqual({
      reason: 'session_invalid',
      at: 'rules.yaml:/x',
      detail: 'signature',
    });
  });

  test('counts for nothing where no route was found', () => {
    const decision = createDecision(requestOf());
    expect(decisionSteps.authorize(engine, decision)?.reason).toBe('no_route');
  });
});

describe('roles', () => {
  test.each([
    ['any', ['owner'], 'pass'],
    ['any', [], 'role_missing'],
    [['owner'], ['owner'], 'pass'],
    [['owner', 'reader'], ['driver', 'reader'], 'pass'],
    [['owner'], ['reader', 'driver'], 'role_missing'],
    [['owner'], ['Owner'], 'role_missing'],
    [['owner'], ['owner '], 'role_missing'],
    [['owner'], [], 'role_missing'],
    [[], ['owner'], 'role_missing'],
  ] as const)('%j opens to %j: %s', (roles, held, outcome) => {
    expect(decide(rolesAccess({ roles }), { roles: held })).toBe(outcome);
  });
});

describe('step-up', () => {
  const recent = rolesAccess({ stepUp: { withinSeconds: 900, methods: ['otp', 'hwk'] } });

  test.each([
    [['pwd', 'otp'], 0, 'pass'],
    [['hwk'], 899, 'pass'],
    [['pwd', 'otp'], 900, 'pass'],
    [['pwd', 'otp'], 901, 'authentication_too_old'],
    [['pwd'], 0, 'authentication_too_weak'],
    [['pwd', 'sms'], 901, 'authentication_too_weak'],
    [[], 0, 'authentication_too_weak'],
  ])('signed in by %j, %i s ago: %s', (methods, age, outcome) => {
    expect(decide(recent, { authenticationMethods: methods, authenticatedAtSeconds: NOW - age })).toBe(outcome);
  });

  test('without methods asks for recency alone', () => {
    const fresh = rolesAccess({ stepUp: { withinSeconds: 60, methods: [] } });
    expect(decide(fresh, { authenticationMethods: ['pwd'], authenticatedAtSeconds: NOW - 60 })).toBe('pass');
    expect(decide(fresh, { authenticationMethods: ['pwd'], authenticatedAtSeconds: NOW - 61 })).toBe(
      'authentication_too_old',
    );
  });

  test('tells what would be enough', () => {
    expect(refusalOf(recent, { authenticationMethods: ['pwd'] })?.requiredSignIn).toEqual({
      withinSeconds: 900,
      methods: ['otp', 'hwk'],
    });
    expect(
      refusalOf(recent, { authenticationMethods: ['otp'], authenticatedAtSeconds: NOW - 901 })?.requiredSignIn,
    ).toEqual({
      withinSeconds: 900,
      methods: ['otp', 'hwk'],
    });
  });

  test('is asked of those alone whose role opens the route', () => {
    expect(decide({ ...recent, roles: ['owner'] }, { roles: ['reader'], authenticationMethods: ['pwd'] })).toBe(
      'role_missing',
    );
  });
});

describe('a person who acts as someone else', () => {
  const actAs = { sub: 'support-7', reason: 'ticket' };

  test.each([
    ['allowed', 'GET', false, 'pass'],
    ['allowed', 'POST', false, 'pass'],
    ['read-only', 'GET', false, 'pass'],
    ['read-only', 'HEAD', false, 'pass'],
    ['read-only', 'OPTIONS', false, 'pass'],
    ['read-only', 'POST', false, 'act_as_read_only'],
    ['read-only', 'DELETE', false, 'act_as_read_only'],
    ['read-only', 'PROPFIND', false, 'act_as_read_only'],
    // What a WebSocket carries cannot be told to be reading.
    ['read-only', 'GET', true, 'act_as_read_only'],
    ['never', 'GET', false, 'act_as_never'],
    ['never', 'POST', false, 'act_as_never'],
  ] as const)('on a route that says %s, %s, upgrade %j: %s', (rule, method, upgradesToWebSocket, outcome) => {
    const request = { method, upgradesToWebSocket, origin: 'https://acme.app.example' };
    expect(decide(rolesAccess({ actAs: rule }), { actAs }, request)).toBe(outcome);
    expect(decide(rolesAccess({ actAs: rule }), { actAs: null }, request)).toBe('pass');
  });
});

test('reasons come in a fixed order: site, session, act-as, role, step-up', () => {
  const access = rolesAccess({ roles: ['driver'], actAs: 'never', stepUp: { withinSeconds: 1, methods: ['otp'] } });
  const actAs = { sub: 'support-7', reason: 'ticket' };
  const foreign = { method: 'POST', fetchSite: 'cross-site' };
  expect(decide(access, null, foreign)).toBe('cross_site');
  expect(decide(access, null)).toBe('session_missing');
  expect(decide(access, { actAs })).toBe('act_as_never');
  expect(decide(access, {})).toBe('role_missing');
  expect(decide(access, { roles: ['driver'] })).toBe('authentication_too_weak');
});
