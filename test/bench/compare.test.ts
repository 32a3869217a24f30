import { expect, test } from 'vitest';
import { type Comparison, comparisonTableOf, dearer, incomparable } from './compare.ts';
import { verdictOf } from './goals.ts';

const SAME = { median: 1, low: 0.97, high: 1.04 };
const NOISE = { median: 1.06, low: 1.04, high: 1.09 };
const DEARER = { median: 1.12, low: 1.08, high: 1.15 };

function comparison(...ratios: readonly (readonly [typeof SAME, typeof SAME | null])[]): Comparison {
  return {
    revision: 'abc1234',
    ratios: ratios.map(([ratio, again], index) => ({ title: `request ${index + 1}`, ratio, again })),
  };
}

test('a request is dearer only where the whole interval says so, twice', () => {
  const all = comparison(
    [SAME, null],
    [NOISE, null],
    [DEARER, SAME],
    [DEARER, NOISE],
    [DEARER, DEARER],
    [DEARER, null],
  );
  expect(dearer(all)).toEqual(['request 5']);
});

test('the table shows both measurements', () => {
  const table = comparisonTableOf(comparison([SAME, null], [DEARER, NOISE]));
  const cells = table.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  expect(cells[0]).toEqual(['', 'one request', 'CPU ÷ that of abc1234', 'once more', '']);
  expect(cells[2]).toEqual(['', 'request 1', '1.00 [0.97, 1.04]', '', '']);
  expect(cells[3]).toEqual(['', 'request 2', '1.12 [1.08, 1.15]', '1.06 [1.04, 1.09]', '']);
});

test('a revision that is not there cannot be compared with, and says so', async () => {
  await expect(incomparable('no-such-revision')).rejects.toThrow('there is no revision "no-such-revision"');
});

test('a goal is reached or missed only where the whole interval says so', () => {
  expect(verdictOf(SAME, 1.05)).toBe('yes');
  expect(verdictOf(NOISE, 1.05)).toBe('within the noise');
  expect(verdictOf(DEARER, 1.05)).toBe('no');
});
