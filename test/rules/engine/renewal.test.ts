import {
  halfLifeOf,
  hardEndOf,
  idleEndOf,
  openEndOf,
  renewalClaim,
  renewsByCookie,
  type Session,
} from '@portcullis/rules/engine';
import type { RenewRule } from '@portcullis/rules/policy';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

const START = 1_790_000_000;
const RULE: RenewRule = {
  idleSeconds: 3600,
  absoluteSeconds: 86_400,
  graceSeconds: 30,
  recheckSeconds: null,
  device: 'off',
};
const SESSION: Session = {
  user: 'u1',
  tenant: 'acme',
  roles: [],
  id: 's1',
  issuedAtSeconds: START,
  expiresAtSeconds: START + 600,
  authenticatedAtSeconds: START,
  authenticationMethods: ['pwd'],
  actAs: null,
  renewal: { generation: 1, renewedAtSeconds: START, endsAtSeconds: START + 86_400 },
};
const devices = fc.constantFrom('off' as const, 'preferred' as const, 'required' as const);

test('no cookie of a session that has a key, or must have one, is ever to be renewed by itself, at any age', () => {
  const keyless = fc.record({ device: fc.constant('required' as const), key: fc.constant(undefined) });
  const bound = fc.record({ device: devices, key: fc.string({ minLength: 1 }) });
  const moments = fc.integer({ min: START - 100, max: START + 100_000 });
  fc.assert(
    fc.property(fc.oneof(keyless, bound), fc.nat(1000), moments, ({ device, key }, generation, now) => {
      const renewal = { generation, renewedAtSeconds: START, endsAtSeconds: START + 86_400 };
      const session = { ...SESSION, renewal, ...(key === undefined ? {} : { key }) };
      const rule = { ...RULE, device };
      expect(renewsByCookie(session, rule)).toBe(false);
      expect(renewalClaim(session, rule, now)).toBeNull();
      expect(openEndOf(session, rule)).toBe(session.expiresAtSeconds);
    }),
  );
});

test('a session without a key renews by its cookies where none is required', () => {
  for (const device of ['off', 'preferred'] as const) {
    const rule = { ...RULE, device };
    expect(renewalClaim(SESSION, rule, halfLifeOf(SESSION))).toMatchObject({ generation: 1, age: 'due' });
    expect(renewalClaim(SESSION, rule, START + 600)).toMatchObject({ age: 'over' });
    expect([openEndOf(SESSION, rule), idleEndOf(SESSION, rule)]).toEqual([hardEndOf(SESSION), START + 3600]);
  }
});

test('a session with a key is idle as others are, and one without, where it is required, ends with its cookie', () => {
  const rule = { ...RULE, device: 'required' } as const;
  expect(idleEndOf({ ...SESSION, key: 'k' }, rule)).toBe(START + 3600);
  expect(idleEndOf(SESSION, rule)).toBe(START + 600);
});
