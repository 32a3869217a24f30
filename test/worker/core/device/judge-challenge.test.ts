import { expect, test } from 'vitest';
import { isTakable, nextMadeMs } from '../../../../worker/core/device/index.ts';

const NOW = 1_790_000_000_000;
const FACTS = { id: 's1', takenMs: NOW - 100_000, lifetimeSeconds: 600, nowMs: NOW };
const GOOD = { id: 's1', use: 'refresh', madeMs: NOW - 50_000 } as const;

test.each([
  ['younger than the last', GOOD, true],
  ['of the next millisecond', { ...GOOD, madeMs: NOW - 99_999 }, true],
  ['that was taken last', { ...GOOD, madeMs: NOW - 100_000 }, false],
  ['before the last', { ...GOOD, madeMs: NOW - 100_001 }, false],
  ['for a registration', { ...GOOD, use: 'registration' as const }, false],
  ['of another session', { ...GOOD, id: 's2' }, false],
  ['that is none of ours', null, false],
])('a challenge %s', (_what, challenge, expected) => {
  expect(isTakable(challenge, FACTS)).toBe(expected);
});

test('a challenge counts for as long as the cookie that it came with, and a minute', () => {
  const at = (ageMs: number) => isTakable({ ...GOOD, madeMs: NOW - ageMs }, { ...FACTS, takenMs: 0 });
  expect([600_000, 660_000, 660_001].map(at)).toEqual([true, true, false]);
});

test('the next challenge is younger than the last that was taken, also where this clock is behind', () => {
  expect(nextMadeMs(NOW - 1, NOW)).toBe(NOW);
  expect(nextMadeMs(NOW, NOW)).toBe(NOW + 1);
  expect(nextMadeMs(NOW + 5000, NOW)).toBe(NOW + 5001);
});
