import { decisionSteps } from '@portcullis/rules/engine';
import type { Access, Policy } from '@portcullis/rules/policy';
import { describe, expect, test } from 'vitest';
import { addressOf, decisionAt, engineOf, rolesAccess, routeOf } from '../sample-engine.ts';

const denying: Partial<Policy> = { deny: { addresses: ['blocked'], at: 'rules.yaml:11' } };

function decide(address: string | null, access: Access, policy: Partial<Policy> = {}): string {
  const decision = decisionAt(routeOf('/x', { access }), {
    request: { address: address === null ? null : addressOf(address) },
  });
  return decisionSteps.address(engineOf(policy), decision)?.reason ?? 'pass';
}

const open = rolesAccess();
const office = rolesAccess({ addresses: ['office'] });
const publicOffice: Access = { kind: 'public', addresses: ['office'], conditions: null };

describe('a route with an address list', () => {
  test.each([
    ['203.0.113.0', 'pass'],
    ['203.0.113.255', 'pass'],
    ['203.0.112.255', 'address_not_listed'],
    ['203.0.114.0', 'address_not_listed'],
    ['2001:db8:1::', 'pass'],
    ['2001:db8:1:ffff:ffff:ffff:ffff:ffff', 'pass'],
    ['2001:db8:2::', 'address_not_listed'],
    // IPv4-mapped is IPv4, in both spellings.
    ['::ffff:203.0.113.9', 'pass'],
    ['::ffff:cb00:7109', 'pass'],
    ['::ffff:192.0.2.1', 'address_not_listed'],
    [null, 'address_unknown'],
  ])('%s: %s', (address, outcome) => {
    expect(decide(address, office)).toBe(outcome);
    expect(decide(address, publicOffice)).toBe(outcome);
  });

  test('lets in who stands on any of several lists', () => {
    const both = rolesAccess({ addresses: ['office', 'blocked'] });
    expect(decide('203.0.113.1', both)).toBe('pass');
    expect(decide('198.51.100.1', both)).toBe('pass');
    expect(decide('192.0.2.1', both)).toBe('address_not_listed');
  });

  test('lets no one in where the list is empty, unknown or of the other family', () => {
    const v4Only: Partial<Policy> = { addresses: { office: { v4: [0, 0xffffffff], v6: [] } } };
    expect(decide('203.0.113.1', rolesAccess({ addresses: [] }))).toBe('address_not_listed');
    expect(decide('203.0.113.1', rolesAccess({ addresses: ['nobody'] }))).toBe('address_not_listed');
    expect(decide('2001:db8:1::1', office, v4Only)).toBe('address_not_listed');
  });
});

describe('the deny list', () => {
  test.each([
    ['198.51.100.7', 'address_denied'],
    ['::ffff:198.51.100.7', 'address_denied'],
    ['2001:db8:bad::1', 'address_denied'],
    ['203.0.113.7', 'pass'],
    [null, 'address_unknown'],
  ])('%s: %s', (address, outcome) => {
    expect(decide(address, open, denying)).toBe(outcome);
    expect(decide(address, { kind: 'public', addresses: null, conditions: null }, denying)).toBe(outcome);
  });

  test('wins over a list of the route that holds the address too', () => {
    expect(decide('198.51.100.7', rolesAccess({ addresses: ['blocked'] }), denying)).toBe('address_denied');
  });
});

test('where no list is asked, an unknown address may pass', () => {
  expect(decide(null, open)).toBe('pass');
});

test('a refusal names the list and the line', () => {
  const engine = engineOf(denying);
  const at = (address: string) =>
    decisionSteps.address(
      engine,
      decisionAt(routeOf('/x', { access: office }), { request: { address: addressOf(address) } }),
    );
  expect(at('198.51.100.7')).toEqual({ reason: 'address_denied', at: 'rules.yaml:11', detail: 'blocked' });
  expect(at('192.0.2.1')).toEqual({ reason: 'address_not_listed', at: 'rules.yaml:/x', detail: 'office' });
});
