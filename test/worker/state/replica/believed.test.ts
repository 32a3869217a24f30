import { describe, expect, test } from 'vitest';
import { believed, compare, type Said, type Witness } from '../../../../worker/state/replica/believed.ts';
import { asking, policy } from '../conformance/samples.ts';

const NOW_SECONDS = 5000;
const { subject } = asking('acme', 'u1', 's1');
const whom = { tenant: 'acme', subject };
const HERE = { epoch: 'one', version: 7, mark: 'seven' };
const LATER = { epoch: 'one', version: 9, mark: 'nine' };
const EARLIER = { epoch: 'one', version: 5, mark: 'five' };
const OTHER = { epoch: 'two', version: 70, mark: 'other' };
const REWRITTEN = { ...HERE, mark: 'another seven' };
const SUSPENDED = policy({ suspended: true });
const LENIENT = policy({ addresses: ['192.0.2.0/24'] });

function witness(part: Partial<Witness> = {}): Witness {
  return { position: HERE, suspicionOf: () => 'none', policyOf: () => null, lostPolicyOf: () => null, ...part };
}

const says = (part: Partial<Said> = {}): Said => ({ revokedBy: null, tenantPolicy: null, position: HERE, ...part });

describe('what the store says of the session is held against what is known', () => {
  test.each<readonly [string, Witness['suspicionOf'], Said, string | null]>([
    ['nobody knows anything', () => 'none', says(), null],
    ['the store knows more', () => 'none', says({ revokedBy: 'user' }), 'user'],
    ['this isolate knows more, in full', () => 'tenant', says(), 'tenant'],
    ['a likeness, and the store goes on from there', () => 'maybe', says(), null],
    ['a likeness, and the store has gone on', () => 'maybe', says({ position: LATER }), null],
    ['a likeness, and the store has fallen back', () => 'maybe', says({ position: EARLIER }), 'session'],
    ['a likeness, and the store is another one', () => 'maybe', says({ position: OTHER }), 'session'],
    ['a likeness, and another change has taken its place', () => 'maybe', says({ position: REWRITTEN }), 'session'],
    ['something that the store has lost', () => 'lost', says({ position: LATER }), 'session'],
  ])('%s', (_case, suspicionOf, said, expected) => {
    const copy = witness({ suspicionOf });
    const comparison = compare(copy, said, whom, NOW_SECONDS);
    expect(believed(copy, said, comparison, whom, NOW_SECONDS).revokedBy).toBe(expected);
  });
});

describe('a store that has gone on is asked for its feed', () => {
  test.each<readonly [string, Partial<Witness>, Partial<Said>, boolean]>([
    ['not where it says no less than is known', {}, {}, false],
    ['where a likeness may have been lost', { suspicionOf: () => 'maybe' }, {}, true],
    ['not where it says that the session is revoked', { suspicionOf: () => 'maybe' }, { revokedBy: 'user' }, false],
    ['where the tenant’s policy is looser than it was', { policyOf: () => SUSPENDED }, { tenantPolicy: LENIENT }, true],
    ['where the tenant has no policy any more', { policyOf: () => SUSPENDED }, {}, true],
    ['not where the policy was not held', { policyOf: () => undefined }, {}, false],
    ['not where the policy is as strict', { policyOf: () => SUSPENDED }, { tenantPolicy: SUSPENDED }, false],
  ])('%s', (_case, part, said, isDoubtful) => {
    expect(compare(witness(part), says({ position: LATER, ...said }), whom, NOW_SECONDS).isDoubtful).toBe(isDoubtful);
    expect(compare(witness(part), says(said), whom, NOW_SECONDS).isDoubtful).toBe(false);
  });
});

describe('the policy of the tenant', () => {
  test.each<readonly [string, Partial<Witness>, Said, boolean]>([
    ['is what the store says', { policyOf: () => SUSPENDED }, says({ tenantPolicy: LENIENT }), false],
    [
      'is no looser than before, where the store has fallen back',
      { policyOf: () => SUSPENDED },
      says({ tenantPolicy: LENIENT, position: EARLIER }),
      true,
    ],
    [
      'is no looser than in a state that is lost',
      { lostPolicyOf: () => SUSPENDED },
      says({ tenantPolicy: LENIENT }),
      true,
    ],
    [
      'is no looser than in a state that was lost before, where the store has fallen back again',
      { policyOf: () => undefined, lostPolicyOf: () => SUSPENDED },
      says({ tenantPolicy: LENIENT, position: EARLIER }),
      true,
    ],
    ['is what was known, where the store has lost it', { policyOf: () => SUSPENDED }, says({ position: OTHER }), true],
  ])('%s', (_case, part, said, isSuspended) => {
    const copy = witness(part);
    const { tenantPolicy } = believed(copy, said, compare(copy, said, whom, NOW_SECONDS), whom, NOW_SECONDS);
    expect(tenantPolicy?.suspended).toBe(isSuspended);
  });
});

test('a copy of nothing yet has nothing to hold against the store', () => {
  const copy = witness({ position: null, suspicionOf: () => 'maybe' });
  const comparison = compare(copy, says({ position: OTHER }), whom, NOW_SECONDS);
  expect(comparison).toMatchObject({ standing: 'same', isDoubtful: false });
  expect(believed(copy, says(), comparison, whom, NOW_SECONDS).revokedBy).toBeNull();
});
