import { type AdmitFact, decisionSteps, type LimitStatus, type Refusal } from '@portcullis/rules/engine';
import type { RouteRule } from '@portcullis/rules/policy';
import { describe, expect, test } from 'vitest';
import { anyone, decisionAt, engineOf, limitOf, NOW, rolesAccess, routeOf } from '../sample-engine.ts';

type Answer = Extract<AdmitFact, { kind: 'answered' }>;

const limits = Object.fromEntries(
  ['api', 'sign-in'].map((id) => [id, limitOf(id, { quota: 5, at: `rules.yaml:${id}` })]),
);
const engine = engineOf({ limits });

function answered(changes: Partial<Answer> = {}): Answer {
  return { kind: 'answered', limits: [], revokedBy: null, tenantPolicy: null, ...changes };
}

function decisionWith(
  fact: AdmitFact | null,
  route: Partial<RouteRule> = {},
  changes: Parameters<typeof decisionAt>[1] = {},
) {
  const decision = decisionAt(routeOf('/x', route), changes);
  decision.admitted = fact;
  return decision;
}

function judge(fact: AdmitFact | null, route: Partial<RouteRule> = {}): Refusal | null {
  return decisionSteps.admit(engine, decisionWith(fact, route));
}

const status = (changes: Partial<LimitStatus>): LimitStatus => ({
  id: 'api',
  admitted: true,
  remaining: 1,
  resetMs: 100,
  ...changes,
});

describe('limits', () => {
  test('that admit let pass; no question asked lets pass', () => {
    expect(judge(answered({ limits: [status({})] }))).toBeNull();
    expect(judge(null)).toBeNull();
  });

  test('one that refuses is enough; it is named, with its line', () => {
    expect(
      judge(answered({ limits: [status({}), status({ id: 'sign-in', admitted: false, resetMs: 1000 })] })),
    ).toEqual({
      reason: 'limit_exceeded',
      at: 'rules.yaml:sign-in',
      detail: 'sign-in',
      retryAfterSeconds: 1,
    });
  });

  test.each([
    [0, 1],
    [1, 1],
    [1000, 1],
    [1001, 2],
    [59_001, 60],
  ])('%i ms to wait are told as %i s, never less', (resetMs, seconds) => {
    expect(judge(answered({ limits: [status({ admitted: false, resetMs })] }))?.retryAfterSeconds).toBe(seconds);
  });

  test('the longest wait of those that refuse is told, and not that of one that admits', () => {
    const all = [
      status({ admitted: false, resetMs: 2000 }),
      status({ id: 'sign-in', admitted: false, resetMs: 9000 }),
      status({ id: 'other', resetMs: 60_000 }),
    ];
    expect(judge(answered({ limits: all }))).toMatchObject({ detail: 'api, sign-in', retryAfterSeconds: 9 });
  });
});

describe('no answer from state', () => {
  test.each([
    ['roles', rolesAccess()],
    ['public', anyone],
  ] as const)('refuses on a %s route, with a time to come back', (_kind, access) => {
    expect(judge({ kind: 'unavailable', detail: 'DeadlineError' }, { access })).toEqual({
      reason: 'state_unavailable',
      at: 'rules.yaml:/x',
      detail: 'DeadlineError',
      retryAfterSeconds: 5,
    });
  });
});

describe('no answer from state, on a route that stays open', () => {
  const away: AdmitFact = { kind: 'unavailable', detail: 'DeadlineError' };
  const open = { whenStateUnavailable: { kind: 'open' }, access: rolesAccess(), limits: ['api'] } as const;

  test('passes with its session, marked as such', () => {
    const decision = decisionWith(away, open);
    expect(decisionSteps.admit(engine, decision)).toBeNull();
    expect([decision.degraded, decision.session.kind]).toEqual([true, 'verified']);
    expect(decisionSteps.tenant(engine, decision)).toBeNull();
  });

  test('keeps the wall between tenants', () => {
    const decision = decisionWith(away, open, { urlTenant: 'globex' });
    expect(decisionSteps.admit(engine, decision)).toBeNull();
    expect(decisionSteps.tenant(engine, decision)?.reason).toBe('tenant_mismatch');
  });

  test('is refused all the same where a record had to be kept', () => {
    const decision = decisionWith(away, { ...open, audit: 'required' });
    expect(decisionSteps.admit(engine, decision)?.reason).toBe('state_unavailable');
    expect(decision.degraded).toBe(false);
  });

  test.each([{ kind: 'closed' }, { kind: 'stale', seconds: 600 }] as const)('%j keeps it closed', (rule) => {
    expect(judge(away, { ...open, whenStateUnavailable: rule })?.reason).toBe('state_unavailable');
    // Observation is about what the rules object to, not about what nobody can know.
    expect(judge(away, { ...open, whenStateUnavailable: rule, observe: ['limits', 'roles'] })?.reason).toBe(
      'state_unavailable',
    );
  });

  test('does not mark what was answered', () => {
    const decision = decisionWith(answered(), open);
    expect(decisionSteps.admit(engine, decision)).toBeNull();
    expect(decision.degraded).toBe(false);
  });
});

describe('revocation', () => {
  test.each(['session', 'user', 'tenant', 'everyone'] as const)(
    'of the %s refuses where the route needs a session',
    (revokedBy) => {
      expect(judge(answered({ revokedBy }))).toEqual({
        reason: 'session_revoked',
        at: 'rules.yaml:/x',
        detail: revokedBy,
      });
    },
  );

  test('by the policy of the tenant holds for sessions from before, to the second', () => {
    const policy = (notBefore: number) =>
      answered({ tenantPolicy: { suspended: false, addresses: [], requireMfa: false, forbidActAs: false, notBefore } });
    expect(judge(policy(NOW - 59))).toMatchObject({ reason: 'session_revoked', detail: 'tenant policy' });
    expect(judge(policy(NOW - 60))).toBeNull();
    expect(judge(policy(NOW - 61))).toBeNull();
    expect(judge(policy(0))).toBeNull();
  });

  test('a limit that is exceeded is told first, so that a revoked session cannot be asked about for free', () => {
    expect(judge(answered({ revokedBy: 'user', limits: [status({ admitted: false })] }))?.reason).toBe(
      'limit_exceeded',
    );
  });

  test('on a public route the session counts for nothing, and the request passes', () => {
    const decision = decisionWith(answered({ revokedBy: 'user' }), { access: anyone });
    expect(decisionSteps.admit(engine, decision)).toBeNull();
    expect(decision.session).toEqual({ kind: 'invalid', detail: 'revoked by user' });
  });

  test('on a public route a revoked session of another tenant is refused: the policy that was asked for is not that of the URL', () => {
    const decision = decisionWith(answered({ revokedBy: 'user' }), { access: anyone }, { urlTenant: 'globex' });
    expect(decisionSteps.admit(engine, decision)?.reason).toBe('session_revoked');
  });
});
