import { expect, test } from 'vitest';
import {
  CLAIM_MS,
  parseRecheck,
  type Recheck,
  recheckNeed,
  recheckText,
} from '../../../../worker/core/identity/recheck.ts';

const NOW = 1_800_000_000_000;
const RULE = { recheckSeconds: 600, lifetimeSeconds: 300 };

test.each<[age: number, claimed: number, need: ReturnType<typeof recheckNeed>]>([
  [0, 0, 'passes'],
  [599, 0, 'passes'],
  [599, 5, 'passes'],
  [600, 0, 'ask'],
  [600, -1, 'ask'],
  [600, 5, 'waits'],
  [899, 5, 'waits'],
  [900, 5, 'busy'],
  [100_000, 0, 'ask'],
  // Made by a gateway whose clock is a little ahead.
  [600, CLAIM_MS / 1000 + 4, 'waits'],
  [-4, 0, 'passes'],
  // A clock that was set back.
  [600, CLAIM_MS / 1000 + 6, 'ask'],
  [-6, 0, 'ask'],
  [-6, 5, 'busy'],
])('asked %i seconds ago, claimed for %i seconds more: %s', (age, claimed, need) => {
  const known = { goodMs: NOW - age * 1000, claimedMs: claimed === 0 ? 0 : NOW + claimed * 1000 };
  expect(recheckNeed(known, RULE, NOW)).toBe(need);
});

test('what is kept is read back, and nothing else is', () => {
  const known: Recheck = { goodMs: NOW, claimedMs: 0 };
  expect(parseRecheck(recheckText(known))).toEqual(known);
  for (const text of ['', '1', '1 2 3', '-1 2', '1 x', '1.5 2', ' 1 2', `${'9'.repeat(16)} 1`])
    expect(parseRecheck(text), text).toBeNull();
});
