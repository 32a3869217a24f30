import { minuteOfWeek } from '@portcullis/rules/engine';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextOpening } from '../../../../rules/src/controls/conditions/times/next-opening.ts';
import { NO_CONDITIONS } from '../../engine/sample-engine.ts';

/** A Saturday. */
const NOW = Date.UTC(2026, 10, 21, 10, 0, 30) / 1000;
const DAY = 24 * 60;
const WEEKDAYS_8_TO_18 = [0, 1, 2, 3, 4].flatMap((day) => [day * DAY + 480, day * DAY + 1080]);

test('on a Saturday, office hours begin on Monday at eight', () => {
  expect(nextOpening({ ...NO_CONDITIONS, times: WEEKDAYS_8_TO_18 }, NOW)).toBe(Date.UTC(2026, 10, 23, 8) / 1000);
});

test('what is open already opens now', () => {
  expect(nextOpening({ ...NO_CONDITIONS, times: [5 * DAY, 6 * DAY] }, NOW)).toBe(NOW);
});

test('a date in the future comes first, then the next window after it', () => {
  const fromSeconds = Date.UTC(2026, 10, 24, 20) / 1000;
  expect(nextOpening({ ...NO_CONDITIONS, fromSeconds }, NOW)).toBe(fromSeconds);
  expect(nextOpening({ ...NO_CONDITIONS, fromSeconds, times: WEEKDAYS_8_TO_18 }, NOW)).toBe(
    Date.UTC(2026, 10, 25, 8) / 1000,
  );
});

test('a route that closes before its next window never opens again', () => {
  const untilSeconds = Date.UTC(2026, 10, 23, 8) / 1000;
  expect(nextOpening({ ...NO_CONDITIONS, untilSeconds, times: WEEKDAYS_8_TO_18 }, NOW)).toBeNull();
  expect(nextOpening({ ...NO_CONDITIONS, untilSeconds: untilSeconds + 60, times: WEEKDAYS_8_TO_18 }, NOW)).toBe(
    untilSeconds,
  );
});

test('no minute before the opening lies in a window, and the opening does', () => {
  const isOpen = (times: readonly number[], seconds: number): boolean => {
    const minute = minuteOfWeek(seconds);
    return times.some((first, index) => index % 2 === 0 && minute >= first && minute < (times[index + 1] ?? 0));
  };
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(7 * DAY), { minLength: 2, maxLength: 6 }),
      fc.nat(7 * DAY * 60),
      (bounds, wait) => {
        const times = bounds.toSorted((a, b) => a - b).slice(0, bounds.length - (bounds.length % 2));
        const now = NOW + wait;
        const opening = nextOpening({ ...NO_CONDITIONS, times }, now) ?? Number.NaN;
        expect(isOpen(times, opening)).toBe(true);
        for (let moment = now; moment < opening; moment += 60) expect(isOpen(times, moment)).toBe(false);
      },
    ),
    { numRuns: 50 },
  );
});
