import type { Control } from '@portcullis/rules/policy';
import { describe, expect, test } from 'vitest';
import { HEALTHY_STATE, type StateDescription } from '../../../../rules/src/analysis/explain/index.ts';
import { ask, type Given, OWNER, refusals, STRICT, SUPPORT } from './ask.ts';

describe('observed controls', () => {
  const observing = (...observe: Control[]): Given => ({ route: { ...STRICT, observe }, asker: SUPPORT });

  test('are shown as observed, before and after the refusal that ends the request', () => {
    const explanation = ask({ ...observing('addresses', 'stepUp'), request: { address: '192.0.2.1', country: 'DE' } });
    expect(refusals(explanation)).toEqual([
      'address observed addresses address_not_listed',
      'authorize refused actAs act_as_never',
      'authorize would refuse roles role_missing',
      'authorize observed stepUp authentication_too_weak',
    ]);
    expect(explanation.observed.map(({ reason }) => reason)).toEqual(['address_not_listed']);
  });

  test('let the request through', () => {
    const explanation = ask({
      ...observing('conditions', 'actAs', 'roles', 'stepUp'),
      request: { address: '203.0.113.7' },
    });
    expect(explanation.outcome).toBe('passed');
    expect(explanation.observed).toHaveLength(4);
    expect(explanation.steps.find(({ step }) => step === 'authorize')?.result).toBe('observed');
  });

  test('let a revoked session through where the wall between tenants does not refuse it', () => {
    const state: StateDescription = { ...HEALTHY_STATE, revokedBy: 'user' } as StateDescription;
    expect(refusals(ask({ route: { observe: ['roles'] }, state }))).toEqual([
      'admit observed revocation session_revoked',
    ]);
    expect(refusals(ask({ route: { observe: ['roles'] }, state, asker: { ...OWNER, tenant: 'globex' } }))).toEqual([
      'admit refused revocation session_revoked',
    ]);
  });
});
