import { decideNewSession, planNewSession, type Session } from '@portcullis/rules/engine';
import { describe, expect, test } from 'vitest';
import { anyone, decisionAt, NOW, routeOf } from './sample-engine.ts';

const SESSION: Session = {
  user: 'u-7',
  tenant: 'acme',
  roles: ['owner'],
  id: 's-1',
  issuedAtSeconds: NOW - 1,
  expiresAtSeconds: NOW + 900,
  authenticatedAtSeconds: NOW - 60,
  authenticationMethods: ['pwd'],
  actAs: null,
};
const at = (urlTenant: string | null) =>
  decisionAt(routeOf('/sign-in', { access: anyone }), { session: null, urlTenant });
const answered = (changes: object) =>
  ({ kind: 'answered', limits: [], revokedBy: null, tenantPolicy: null, ...changes }) as const;

describe('before a session is made, state is asked', () => {
  test('nothing at a host of its tenant, whose policy has been asked for', () => {
    expect(planNewSession(at('acme'), SESSION)).toBeNull();
  });

  test('for everything that could end it, at any other host, and not by a copy', () => {
    expect(planNewSession(at(null), SESSION)).toMatchObject({
      tenant: 'acme',
      subject: { tenant: 'acme', user: 'u-7', session: 's-1', issuedAtSeconds: NOW - 1 },
      limits: [],
      strict: true,
      staleSeconds: 0,
    });
  });
});

describe('a session is not made', () => {
  const reasonOf = (fact: Parameters<typeof decideNewSession>[2]) =>
    decideNewSession(at(null), SESSION, fact)?.reason ?? null;
  const policy = { suspended: false, addresses: [], requireMfa: false, forbidActAs: false, notBefore: 0 };

  test.each([
    ['where state does not answer', { kind: 'unavailable', detail: 'late' } as const, 'state_unavailable'],
    ['that was revoked meanwhile', answered({ revokedBy: 'user' }), 'session_revoked'],
    ['that its tenant has ended', answered({ tenantPolicy: { ...policy, notBefore: NOW } }), 'session_revoked'],
    ['of a suspended tenant', answered({ tenantPolicy: { ...policy, suspended: true } }), 'tenant_suspended'],
    [
      'from an address that its tenant does not list',
      answered({ tenantPolicy: { ...policy, addresses: ['192.0.2.0/24'] } }),
      'tenant_address_not_listed',
    ],
  ])('%s', (_what, fact, reason) => {
    expect(reasonOf(fact)).toBe(reason);
  });

  test('but is, where nothing stands against it but a second factor that may follow', () => {
    expect(reasonOf(answered({}))).toBeNull();
    expect(reasonOf(answered({ tenantPolicy: { ...policy, requireMfa: true } }))).toBeNull();
  });
});
