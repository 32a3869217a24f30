import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { counted, current, emptyAtMs, grantOf, released, standing } from '../../../worker/state/limit-window.ts';
import { createLimiter, type Limit, START } from './limiter.ts';

/** Windows whose sub-buckets are whole milliseconds and ones whose are not. */
const limit = fc.record<Limit>({
  quota: fc.integer({ min: 1, max: 30 }),
  windowSeconds: fc.constantFrom(1, 2, 7, 10, 60, 61, 3600, 86_400),
});

/** Arrivals with gaps as fractions of the window: bursts, trickles and long silences. */
const gaps = fc.array(
  fc.oneof(fc.constant(0), fc.double({ min: 0, max: 0.05, noNaN: true }), fc.double({ min: 0, max: 1.2, noNaN: true })),
  { minLength: 1, maxLength: 200 },
);
const start = fc.integer({ min: START, max: START + 86_400_000 });

function arrivalsOf({ windowSeconds }: Limit, startMs: number, gaps: readonly number[]): number[] {
  let now = startMs;
  return gaps.map((gap) => (now += Math.floor(gap * windowSeconds * 1000)));
}

test('no window of the stated length ever holds more than the quota', () => {
  fc.assert(
    fc.property(limit, start, gaps, (limit, startMs, gaps) => {
      const limiter = createLimiter(limit);
      const admitted = arrivalsOf(limit, startMs, gaps).filter((nowMs) => limiter.ask(nowMs).admitted);
      for (const [index, first] of admitted.entries()) {
        const after = admitted[index + limit.quota];
        if (after !== undefined) expect(after - first).toBeGreaterThanOrEqual(limit.windowSeconds * 1000);
      }
    }),
    { numRuns: 1000 },
  );
});

test('a client that waits as told is admitted, and room comes back at most one sub-bucket late', () => {
  let refusals = 0;
  fc.assert(
    fc.property(limit, start, gaps, (limit, startMs, gaps) => {
      const limiter = createLimiter(limit);
      const log: number[] = [];
      for (const nowMs of arrivalsOf(limit, startMs, gaps)) {
        const { admitted, remaining, resetMs } = limiter.ask(nowMs);
        expect(Number.isInteger(resetMs)).toBe(true);
        if (admitted) {
          log.push(nowMs);
          continue;
        }
        refusals += 1;
        expect(remaining).toBe(0);
        expect(limiter.peek(nowMs + resetMs).admitted).toBe(true);
        expect(limiter.peek(nowMs + resetMs - 1).admitted).toBe(false);
        const exactMs = (log.at(-limit.quota) ?? 0) + limit.windowSeconds * 1000;
        const subBucketMs = (limit.windowSeconds * 1000) / 60;
        expect(nowMs + resetMs).toBeGreaterThanOrEqual(exactMs);
        expect(nowMs + resetMs).toBeLessThanOrEqual(exactMs + subBucketMs + 1);
      }
    }),
    { numRuns: 1000 },
  );
  expect(refusals).toBeGreaterThan(1000);
});

test('what remains counts down to nothing, and then it refuses', () => {
  fc.assert(
    fc.property(limit, start, (limit, nowMs) => {
      const limiter = createLimiter(limit);
      for (let left = limit.quota - 1; left >= 0; left -= 1)
        expect(limiter.ask(nowMs)).toMatchObject({ admitted: true, remaining: left });
      expect(limiter.ask(nowMs)).toMatchObject({ admitted: false, remaining: 0 });
    }),
  );
});

test('a count that was admitted tells when the oldest one is forgotten', () => {
  const limit = { quota: 3, windowSeconds: 60 };
  const limiter = createLimiter(limit);
  limiter.ask(START);
  const { resetMs } = limiter.ask(START + 5000);
  expect(limiter.peek(START + 5000 + resetMs - 1).remaining).toBe(0);
  expect(limiter.peek(START + 5000 + resetMs).remaining).toBe(1);
});

describe('giving a count back', () => {
  const limit = { quota: 2, windowSeconds: 60 };

  test('makes room for one more, and for one alone', () => {
    const limiter = createLimiter(limit);
    limiter.ask(START);
    limiter.ask(START + 10);
    expect(limiter.ask(START + 20).admitted).toBe(false);
    limiter.release(START + 10);
    expect(limiter.ask(START + 30).admitted).toBe(true);
    expect(limiter.ask(START + 40).admitted).toBe(false);
  });

  test('of a sub-bucket that is gone changes nothing', () => {
    const limiter = createLimiter(limit);
    limiter.ask(START);
    limiter.release(START - 10_000);
    limiter.release(START + 10_000);
    expect(limiter.ask(START).remaining).toBe(0);
    expect(limiter.ask(START).admitted).toBe(false);
  });

  test('leaves no empty sub-bucket behind', () => {
    const limiter = createLimiter(limit);
    limiter.ask(START);
    limiter.release(START);
    expect(limiter.window()).toEqual([]);
  });
});

describe('a clock that steps back', () => {
  test('admits no more than the quota', () => {
    const limiter = createLimiter({ quota: 3, windowSeconds: 60 });
    const answers = [START, START - 30_000, START - 70_000, START - 5000].map((nowMs) => limiter.ask(nowMs).admitted);
    expect(answers).toEqual([true, true, true, false]);
  });

  test('keeps the sub-buckets in order', () => {
    const limiter = createLimiter({ quota: 9, windowSeconds: 60 });
    for (const nowMs of [START, START - 30_000, START + 2000, START + 1000]) limiter.ask(nowMs);
    const numbers = limiter.window().map(([bucket]) => bucket);
    expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
    expect(limiter.window().reduce((sum, [, count]) => sum + count, 0)).toBe(4);
  });
});

test('a quota that was lowered refuses until enough has left', () => {
  const wide = createLimiter({ quota: 10, windowSeconds: 60 });
  for (let index = 0; index < 10; index += 1) wide.ask(START + index * 2000);
  const narrow = { quota: 2, windowSeconds: 60 };
  const nowMs = START + 20_000;
  const { admitted, resetMs } = standing(current(wide.window(), narrow, nowMs), narrow, nowMs);
  expect(admitted).toBe(false);
  const at = (ms: number) => standing(current(wide.window(), narrow, ms), narrow, ms).admitted;
  expect(at(nowMs + resetMs - 1)).toBe(false);
  expect(at(nowMs + resetMs)).toBe(true);
});

test('emptyAtMs is when nothing is left to keep', () => {
  fc.assert(
    fc.property(limit, start, gaps, (limit, startMs, gaps) => {
      const limiter = createLimiter(limit);
      for (const nowMs of arrivalsOf(limit, startMs, gaps)) limiter.ask(nowMs);
      const emptyMs = emptyAtMs(limiter.window(), limit);
      expect(current(limiter.window(), limit, emptyMs)).toEqual([]);
      expect(current(limiter.window(), limit, emptyMs - 1)).not.toEqual([]);
    }),
  );
  expect(emptyAtMs([], { quota: 1, windowSeconds: 60 })).toBeLessThan(START);
});

describe('what costs more than one', () => {
  const limit = { quota: 10, windowSeconds: 60 };

  test('gets what is left, and leaves that much less', () => {
    expect(grantOf([], limit, 4)).toBe(4);
    const window = counted([], limit, START, 7);
    expect(grantOf(window, limit, 4)).toBe(3);
    expect(standing(window, limit, START, 4)).toMatchObject({ admitted: true, remaining: 0 });
    expect(standing(window, limit, START, 2)).toMatchObject({ admitted: true, remaining: 1 });
    expect(standing(counted(window, limit, START, 3), limit, START, 4)).toMatchObject({
      admitted: false,
      remaining: 0,
    });
  });

  test('is given back as a whole, but never more than was counted', () => {
    const window = counted([], limit, START, 7);
    expect(released(window, limit, START, 5).map(([, count]) => count)).toEqual([2]);
    expect(released(window, limit, START, 9)).toEqual([]);
  });
});
