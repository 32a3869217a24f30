import { describe, expect, test } from 'vitest';
import type { Series, Subject } from './measure.ts';
import { medianWithInterval, ratioBetween, ratioText } from './ratio.ts';

const VALUES = [1.02, 0.97, 1.1, 1.04, 0.99, 1.05, 1.01, 1.08, 0.95, 1.03];

function series(id: string, cpu: readonly number[]): Series {
  const subject: Subject = { id, title: id, pid: 1, url: '', headers: [], refuses: false };
  return { subject, samples: cpu.map((cpuMicros) => ({ cpuMicros, perSecond: 1 })) };
}

describe('the bootstrap of a median', () => {
  test('is the value itself where there is no noise', () => {
    expect(medianWithInterval([1.5, 1.5, 1.5])).toEqual({ median: 1.5, low: 1.5, high: 1.5 });
  });

  test('holds the median, and stays within the values', () => {
    const { median, low, high } = medianWithInterval(VALUES);
    expect(median).toBeCloseTo(1.025);
    expect(low).toBeLessThanOrEqual(median);
    expect(high).toBeGreaterThanOrEqual(median);
    expect(low).toBeGreaterThanOrEqual(Math.min(...VALUES));
    expect(high).toBeLessThanOrEqual(Math.max(...VALUES));
  });

  test('is as wide as the theory of order statistics says', () => {
    // Of 101 values, the median lies between the 41st and the 61st with 95 %.
    const { median, low, high } = medianWithInterval(Array.from({ length: 101 }, (_, index) => index + 1));
    expect(median).toBe(51);
    expect(Math.abs(low - 41)).toBeLessThanOrEqual(1.5);
    expect(Math.abs(high - 61)).toBeLessThanOrEqual(1.5);
  });

  test('is the same for the same values, in which order ever they came', () => {
    const one = medianWithInterval(VALUES);
    expect(medianWithInterval(VALUES)).toEqual(one);
    expect(medianWithInterval(VALUES.toReversed())).toEqual(one);
  });

  test('says nothing of no values', () => {
    expect(medianWithInterval([]).median).toBeNaN();
  });
});

describe('the ratio of two subjects', () => {
  test('is that of the rounds, each with its own neighbour', () => {
    const all = [series('one', [10, 20, 40]), series('other', [5, 10, 20])];
    expect(ratioBetween(all, 'one', 'other')).toEqual({ median: 2, low: 2, high: 2 });
    expect(ratioBetween(all, 'other', 'one').median).toBe(0.5);
  });

  test('is no number where one of them was not measured', () => {
    expect(ratioBetween([series('one', [1, 2])], 'one', 'other').median).toBeNaN();
  });

  test('is shown with its interval', () => {
    expect(ratioText({ median: 1.234, low: 1.2, high: 1.305 })).toBe('1.23 [1.20, 1.30]');
  });
});
