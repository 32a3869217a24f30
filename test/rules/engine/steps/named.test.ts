import { decide, type Outcome, type planAdmit, type RequestFacts, type SessionFact } from '@portcullis/rules/engine';
import type { RouteRule } from '@portcullis/rules/policy';
import { describe, expect, test } from 'vitest';
import { anyone, engineOf, limitOf, requestOf, rolesAccess, routeOf, sessionWith } from '../sample-engine.ts';

const METHODS = ['GET', 'PUT', 'MOVE', 'COPY'];
const session: SessionFact = { kind: 'verified', session: sessionWith() };
const limit = (id: string) => limitOf(id, { quota: 5, by: ['user'], at: id });

interface Asked {
  readonly source?: Partial<RouteRule>;
  readonly there?: Partial<RouteRule>;
  readonly request?: Partial<RequestFacts>;
  readonly refused?: readonly string[];
  readonly revoked?: true;
  readonly unavailable?: true;
}

/** What becomes of `MOVE /from/x` to `/to/x`, each of a route of its own. */
function moved({
  source = {},
  there = {},
  request = {},
  refused = [],
  revoked,
  unavailable,
}: Asked): Outcome & { plan: ReturnType<typeof planAdmit> } {
  const engine = engineOf({
    limits: { a: limit('a'), b: limit('b') },
    routes: [routeOf('/from/**', { methods: METHODS, ...source }), routeOf('/to/**', { methods: METHODS, ...there })],
  });
  const facts = requestOf({
    method: 'MOVE',
    target: { scheme: 'https', host: 'acme.app.example', path: '/from/x', query: '' },
    naming: [{ name: 'destination', value: '/to/x' }],
    ...request,
  });
  let plan: ReturnType<typeof planAdmit> = null;
  const outcome = decide(engine, facts, {
    session,
    admit: (asked) => {
      plan = asked;
      if (unavailable) return { kind: 'unavailable', detail: 'down' };
      const limits = asked.limits.map(({ id }) => ({ id, admitted: !refused.includes(id), remaining: 0, resetMs: 1 }));
      return { kind: 'answered', limits, revokedBy: revoked ? 'user' : null, tenantPolicy: null };
    },
  });
  return { ...outcome, plan };
}

function reasonOf(outcome: Outcome): string {
  return outcome.kind === 'pass' ? 'pass' : outcome.refusal.reason;
}

describe('one question to shared state covers both resources', () => {
  test('with the limits of both, each once', () => {
    const { plan } = moved({ source: { limits: ['a'] }, there: { limits: ['a', 'b'] } });
    expect(plan?.limits.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  test('as strict, and on record, as either asks', () => {
    expect(moved({}).plan).toMatchObject({ strict: false, record: false });
    expect(moved({ there: { revocation: 'strict', audit: 'required' } }).plan).toMatchObject({
      strict: true,
      record: true,
    });
    expect(moved({ source: { revocation: 'strict' } }).plan).toMatchObject({ strict: true });
  });

  test.each([
    [{ kind: 'stale', seconds: 60 }, { kind: 'stale', seconds: 10 }, 10],
    [{ kind: 'stale', seconds: 60 }, { kind: 'closed' }, 0],
    [{ kind: 'open' }, { kind: 'stale', seconds: 60 }, 60],
    [{ kind: 'open' }, { kind: 'open' }, 0],
  ] as const)('and, without an answer, by the shorter of %j and %j', (first, second, seconds) => {
    const { plan } = moved({ source: { whenStateUnavailable: first }, there: { whenStateUnavailable: second } });
    expect(plan?.staleSeconds).toBe(seconds);
  });

  test('which is refused where either route is closed then', () => {
    const open = { whenStateUnavailable: { kind: 'open' } } as const;
    expect(reasonOf(moved({ source: open, unavailable: true }))).toBe('state_unavailable');
    expect(reasonOf(moved({ there: open, unavailable: true }))).toBe('state_unavailable');
    const both = moved({ source: open, there: open, unavailable: true });
    expect([reasonOf(both), both.decision.degraded]).toEqual(['pass', true]);
  });
});

describe('what the destination demands', () => {
  test.each<[string, Asked, string]>([
    ['a limit', { there: { limits: ['b'] }, refused: ['b'] }, 'limit_exceeded'],
    ['an address', { there: { access: rolesAccess({ addresses: ['blocked'] }) } }, 'address_not_listed'],
    ['a role', { there: { access: rolesAccess({ roles: ['driver'] }) } }, 'role_missing'],
    [
      'a step-up',
      { there: { access: rolesAccess({ stepUp: { withinSeconds: 5, methods: [] } }) } },
      'authentication_too_old',
    ],
    ['a session that is not revoked', { source: { access: anyone }, revoked: true }, 'session_revoked'],
    ['the same site', { source: { observe: ['crossSite'] }, request: { fetchSite: 'cross-site' } }, 'cross_site'],
  ])('%s, refuses', (_, asked, reason) => {
    const outcome = moved(asked);
    expect(reasonOf(outcome)).toBe(reason);
    expect(outcome.kind === 'refused' && outcome.refusal.detail).toMatch(/^Destination/);
  });

  test('is only recorded where its route observes it', () => {
    const there = { access: rolesAccess({ roles: ['driver'] }), observe: ['roles'] } as const;
    const outcome = moved({ there });
    expect(reasonOf(outcome)).toBe('pass');
    expect(outcome.decision.observed).toMatchObject([{ reason: 'role_missing', named: 'Destination' }]);
  });

  test('counts where the source only observes: an exceeded limit of either refuses', () => {
    const source = { limits: ['a'], observe: ['limits'] } as const;
    expect(reasonOf(moved({ source, refused: ['a'] }))).toBe('pass');
    expect(reasonOf(moved({ there: source, refused: ['a'] }))).toBe('pass');
    expect(reasonOf(moved({ source, there: { limits: ['b'] }, refused: ['a'] }))).toBe('limit_exceeded');
    expect(reasonOf(moved({ source, there: { limits: ['b'] }, refused: ['b'] }))).toBe('limit_exceeded');
  });
});

test('a page that may call the destination without credentials cannot bring those of the source', () => {
  const cors = { origins: ['https://portal.example'], headers: [], expose: [], maxAgeSeconds: 0 };
  const request = { origin: 'https://portal.example' };
  const open = { access: anyone, cors: { ...cors, credentials: false } };
  const mine = { cors: { ...cors, credentials: true } };
  expect(reasonOf(moved({ source: mine, there: open, request }))).toBe('cross_site');
  expect(reasonOf(moved({ source: mine, there: mine, request }))).toBe('pass');
  expect(reasonOf(moved({ source: open, there: mine, request }))).toBe('session_missing');
  expect(reasonOf(moved({ source: open, there: open, request }))).toBe('pass');
});

test('what the request changes anyway is not asked for a second time by a condition', () => {
  const naming = [
    { name: 'destination', value: '/to/x' },
    { name: 'if', value: '</to/x> (<urn:a>) </from/x> (<urn:b>)' },
  ];
  expect(moved({ request: { naming } }).decision.named.map(({ title }) => title)).toEqual(['Destination']);
});
