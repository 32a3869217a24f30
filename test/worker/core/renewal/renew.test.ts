import { expect, test } from 'vitest';
import { generationText, parseGeneration, renew } from '../../../../worker/core/renewal/index.ts';

const GRACE = 30_000;
const record = { number: 5, sinceMs: 1_000_000 };

test.each([
  ['the highest', 5, 1_000_000, 'current', null],
  ['the highest, years later', 5, 9e12, 'current', null],
  ['its successor', 6, 1_000_100, 'current', { number: 6, sinceMs: 1_000_100 }],
  ['one far ahead, since the record has lost a write', 9, 1_000_100, 'current', { number: 9, sinceMs: 1_000_100 }],
  ['the one before, at once', 4, 1_000_000, 'superseded', null],
  ['the one before, at the end of the grace', 4, 1_030_000, 'superseded', null],
  ['the one before, just after it', 4, 1_030_001, 'reused', null],
  ['the one before that, at once', 3, 1_000_000, 'reused', null],
  ['the first', 1, 1_000_000, 'reused', null],
] as const)('%s', (_, presented, nowMs, standing, commit) => {
  expect(renew(record, presented, GRACE, nowMs)).toEqual({ standing, commit });
});

test('without a grace, the one before counts in the same millisecond alone', () => {
  expect(renew(record, 4, 0, 1_000_000).standing).toBe('superseded');
  expect(renew(record, 4, 0, 1_000_001).standing).toBe('reused');
});

test('of a session that is not known, nothing is renewed', () => {
  expect(renew(null, 1, GRACE, 1_000_000)).toEqual({ standing: 'unknown', commit: null });
});

test('a record is read as it was written, and nothing else is one', () => {
  expect(parseGeneration(generationText(record))).toEqual(record);
  for (const odd of ['', '5', '5 ', ' 5 1', '-5 1', '5 1 2', '5.5 1', 'NaN 1', '5 1e3', '0x5 1'])
    expect(parseGeneration(odd), odd).toBeNull();
});
