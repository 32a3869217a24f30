import { minuteOfWeek } from '@portcullis/rules/engine';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { joinTimes, parseTimes } from '../../../../rules/src/controls/conditions/times/window.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const MONDAY = Date.parse('2026-11-16T00:00:00Z') / 1000;
const two = (value: number) => String(value).padStart(2, '0');
const clock = (minutes: number) => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

const window = fc
  .record({
    first: fc.nat(6),
    count: fc.integer({ min: 1, max: 7 }),
    start: fc.nat(1439),
    length: fc.integer({ min: 1, max: 1440 }),
    offset: fc.integer({ min: -48, max: 56 }).map((quarters) => quarters * 15),
  })
  .map((drawn) => ({ ...drawn, end: Math.min(drawn.start + drawn.length, 1440) }));

type Window = typeof window extends fc.Arbitrary<infer T> ? T : never;

function textOf({ first, count, start, end, offset }: Window): string {
  const days = count === 1 ? DAYS[first] : `${DAYS[first]}-${DAYS[(first + count - 1) % 7]}`;
  const zone = offset === 0 ? 'UTC' : `UTC${offset < 0 ? '-' : '+'}${clock(Math.abs(offset))}`;
  return `${days} ${clock(start)}-${clock(end)} ${zone}`;
}

/** Whether the wall clock of the window's own zone is within it: another way to the same answer. */
function isOpen({ first, count, start, end, offset }: Window, epochSeconds: number): boolean {
  const local = new Date((epochSeconds + offset * 60) * 1000);
  const day = (local.getUTCDay() + 6) % 7;
  const minute = local.getUTCHours() * 60 + local.getUTCMinutes();
  return (day - first + 7) % 7 < count && minute >= start && minute < end;
}

function pairsOf(windows: readonly Window[]): readonly number[] {
  return joinTimes(
    windows.flatMap((one) => {
      const result = parseTimes(textOf(one));
      if (!result.ok) throw new Error(`${textOf(one)}: ${result.message}`);
      return result.value;
    }),
  );
}

it('reads windows as a clock in their zone shows them', () => {
  fc.assert(
    fc.property(fc.array(window, { minLength: 1, maxLength: 4 }), fc.nat(7 * 86_400 - 1), (windows, second) => {
      const pairs = pairsOf(windows);
      const minute = minuteOfWeek(MONDAY + second);
      const within = pairs.some(
        (first, index) => index % 2 === 0 && minute >= first && minute < (pairs[index + 1] ?? 0),
      );
      expect(within).toBe(windows.some((one) => isOpen(one, MONDAY + second)));
    }),
    { numRuns: 3000 },
  );
});

it('leaves sorted, disjoint pairs within the week', () => {
  fc.assert(
    fc.property(fc.array(window, { minLength: 1, maxLength: 6 }), (windows) => {
      const pairs = pairsOf(windows);
      expect(pairs.length % 2).toBe(0);
      expect(pairs[0]).toBeGreaterThanOrEqual(0);
      expect(pairs.at(-1)).toBeLessThanOrEqual(10_080);
      for (let index = 1; index < pairs.length; index++) expect(pairs[index]).toBeGreaterThan(pairs[index - 1] ?? 0);
    }),
  );
});

it.each([
  ['mon 22:00-06:00 UTC', 'Split it at midnight: "mon 22:00-24:00 UTC" and "tue 00:00-06:00 UTC".'],
  [
    'sat-sun 22:00-06:00 UTC+01:00',
    'Split it at midnight: "sat-sun 22:00-24:00 UTC+01:00" and "sun-mon 00:00-06:00 UTC+01:00".',
  ],
  ['fri 18:00-00:00 UTC', 'Write "fri 18:00-24:00 UTC".'],
  ['Mon-Fri 08:00-18:00 utc', 'Write "mon-fri 08:00-18:00 UTC".'],
])('tells how to write %s', (text, fix) => {
  expect(parseTimes(text)).toMatchObject({ ok: false, fix });
});

it('follows its own advice for a window over midnight', () => {
  fc.assert(
    fc.property(window, fc.integer({ min: 1, max: 1439 }), (drawn, end) => {
      fc.pre(end < drawn.start);
      const result = parseTimes(textOf({ ...drawn, end }));
      if (result.ok) throw new Error('a window that ends before it starts was accepted');
      const advised = [...result.fix.matchAll(/"([^"]+)"/g)].map(([, text = '']) => parseTimes(text));
      expect(advised.map(({ ok }) => ok)).toEqual([true, true]);
    }),
  );
});
