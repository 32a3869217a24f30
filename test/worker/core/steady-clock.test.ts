import { expect, test } from 'vitest';
import { createSteadyClock } from '../../../worker/core/time/steady-clock.ts';

/** Longer than anything is held to be fresh. */
const LONG_MS = 24 * 60 * 60 * 1000;

/** A steady clock over readings that the test gives. */
function over(first: number) {
  let raw = first;
  const clock = createSteadyClock(() => raw);
  const at = (reading: number): number => {
    raw = reading;
    return clock.now();
  };
  return { clock, at };
}

test('tells the time that passes', () => {
  const { clock, at } = over(0);
  const start = at(1_800_000_000_000);
  expect(at(1_800_000_000_250) - start).toBe(250);
  expect(at(1_800_000_030_250) - start).toBe(30_250);
  expect(clock.steps()).toBe(0);
});

test.each([1, 30_000, 3_600_000])('where the clock steps back by %i ms, all that was told is old', (backMs) => {
  const { clock, at } = over(0);
  const start = at(1_800_000_000_000);
  const after = at(1_800_000_000_000 - backMs);
  expect(after - start).toBeGreaterThan(LONG_MS);
  expect(at(1_800_000_000_000 - backMs + 70) - after).toBe(70);
  // And again, as a clock that is slewed to and fro.
  expect(at(1_800_000_000_000 - 2 * backMs) - after).toBeGreaterThan(LONG_MS);
  expect(clock.steps()).toBe(2);
});

test('what is no time is no time that has passed', () => {
  const { at } = over(0);
  const start = at(1_800_000_000_000);
  const without = at(Number.NaN);
  expect(without - start).toBeGreaterThan(LONG_MS);
  expect(at(Number.NaN) - without).toBeGreaterThan(LONG_MS);
});
