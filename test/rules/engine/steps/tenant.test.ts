import { decisionSteps, type TenantPolicy } from '@portcullis/rules/engine';
import type { RouteRule } from '@portcullis/rules/policy';
import { describe, expect, test } from 'vitest';
import { addressOf, anyone, decisionAt, engineOf, routeOf } from '../sample-engine.ts';

type Changes = Parameters<typeof decisionAt>[1];

function decide(policy: Partial<TenantPolicy> | null, changes: Changes = {}, route: Partial<RouteRule> = {}) {
  const decision = decisionAt(routeOf('/x', route), changes);
  const tenantPolicy =
    policy === null
      ? null
      : { suspended: false, addresses: [], requireMfa: false, forbidActAs: false, notBefore: 0, ...policy };
  decision.admitted = { kind: 'answered', limits: [], revokedBy: null, tenantPolicy };
  return decisionSteps.tenant(engineOf(), decision);
}

describe('the wall between tenants', () => {
  test.each([
    ['acme', 'acme', 'pass'],
    ['acme', 'globex', 'tenant_mismatch'],
    ['acme', 'acme-2', 'tenant_mismatch'],
    // A host that names no tenant takes the session's.
    ['acme', null, 'pass'],
  ])('a session of %s at the host of %s: %s', (tenant, urlTenant, outcome) => {
    for (const route of [{}, { access: anyone }]) {
      expect(decide(null, { session: { tenant }, urlTenant }, route)?.reason ?? 'pass').toBe(outcome);
    }
  });

  test('an anonymous request is of the tenant that the URL names', () => {
    expect(decide(null, { session: null, urlTenant: 'globex' })).toBeNull();
  });

  test('holds without any answer from state', () => {
    const decision = decisionAt(routeOf('/x'), { urlTenant: 'globex' });
    expect(decisionSteps.tenant(engineOf(), decision)?.reason).toBe('tenant_mismatch');
  });
});

describe('a suspended tenant', () => {
  test('is closed to everyone, on public routes too', () => {
    expect(decide({ suspended: true })?.reason).toBe('tenant_suspended');
    expect(decide({ suspended: true }, { session: null }, { access: anyone })?.reason).toBe('tenant_suspended');
  });
});

describe('a tenant that forbids acting as its users', () => {
  const actAs = { sub: 'support@vendor.example', reason: 'ticket 4711' };

  test('refuses sessions of that kind alone', () => {
    expect(decide({ forbidActAs: true }, { session: { actAs } })?.reason).toBe('tenant_forbids_act_as');
    expect(decide({ forbidActAs: true }, { session: { actAs: null } })).toBeNull();
    expect(decide({ forbidActAs: false }, { session: { actAs } })).toBeNull();
  });

  test.each([
    [true, 'invalid'],
    [false, 'verified'],
  ])('on a public route, where it says %s, such a session is %s', (forbidActAs, kind) => {
    const decision = decisionAt(routeOf('/x', { access: anyone }), { session: { actAs } });
    const tenantPolicy = { suspended: false, addresses: [], requireMfa: false, forbidActAs, notBefore: 0 };
    decision.admitted = { kind: 'answered', limits: [], revokedBy: null, tenantPolicy };
    expect(decisionSteps.tenant(engineOf(), decision)).toBeNull();
    expect(decision.session.kind).toBe(kind);
  });
});

describe('the address list of a tenant', () => {
  const addresses = ['192.0.2.0/24', '2001:db8:7::/48', '198.51.100.9'];

  test.each([
    ['192.0.2.200', 'pass'],
    ['::ffff:192.0.2.200', 'pass'],
    ['198.51.100.9', 'pass'],
    ['198.51.100.8', 'tenant_address_not_listed'],
    ['2001:db8:7:ffff::1', 'pass'],
    ['2001:db8:8::1', 'tenant_address_not_listed'],
    ['203.0.113.7', 'tenant_address_not_listed'],
    [null, 'tenant_address_not_listed'],
  ])('%s: %s', (address, outcome) => {
    const request = { address: address === null ? null : addressOf(address) };
    expect(decide({ addresses }, { request })?.reason ?? 'pass').toBe(outcome);
    expect(decide({ addresses }, { request, session: null }, { access: anyone })?.reason ?? 'pass').toBe(outcome);
  });

  test('whose entries cannot be read holds no one', () => {
    for (const unreadable of ['', '0.0.0.0/0', '::/0', '012.0.2.1', '192.0.2.0/33', 'office']) {
      expect(decide({ addresses: [unreadable] })?.reason).toBe('tenant_address_not_listed');
    }
  });
});

describe('a tenant that demands a second factor', () => {
  test.each([
    [['pwd'], 'tenant_requires_mfa'],
    [['pwd', 'pin', 'kba', 'sms', 'tel', 'user', 'geo'], 'tenant_requires_mfa'],
    [[], 'tenant_requires_mfa'],
    [['OTP'], 'tenant_requires_mfa'],
    [['pwd', 'otp'], 'pass'],
    [['hwk'], 'pass'],
    [['mfa'], 'pass'],
    [['face'], 'pass'],
  ])('and methods %j: %s', (methods, outcome) => {
    expect(decide({ requireMfa: true }, { session: { authenticationMethods: methods } })?.reason ?? 'pass').toBe(
      outcome,
    );
  });

  test('leaves public routes open, so that one can sign in', () => {
    expect(decide({ requireMfa: true }, {}, { access: anyone })).toBeNull();
    expect(decide({ requireMfa: true }, { session: null }, { access: anyone })).toBeNull();
  });

  test('tells what would be enough', () => {
    expect(decide({ requireMfa: true })?.requiredSignIn).toMatchObject({
      withinSeconds: null,
      methods: expect.arrayContaining(['otp', 'hwk']),
    });
  });
});

test('suspension is told before the rest', () => {
  expect(decide({ suspended: true, addresses: ['192.0.2.1'], requireMfa: true })?.reason).toBe('tenant_suspended');
  expect(decide({ addresses: ['192.0.2.1'], requireMfa: true })?.reason).toBe('tenant_address_not_listed');
});
