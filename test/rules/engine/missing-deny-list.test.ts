import { createEngine } from '@portcullis/rules/engine';
import { expect, test } from 'vitest';
import { shippedPolicy } from '../../support/freight.ts';

test('rules whose deny list is not there are not used at all', () => {
  const policy = shippedPolicy();
  expect(() => createEngine({ ...policy, addresses: {} }, { development: false })).toThrow(/denies "blocked"/);
  expect(() => createEngine(policy, { development: false })).not.toThrow();
});
