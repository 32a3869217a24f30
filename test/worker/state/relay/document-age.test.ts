import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { BEAT_MS } from '../../../../worker/state/relay/clock-witness.ts';
import { createLocation, type Location, warmIsolate } from './location.ts';

const SHARD = 3;

let at: Location;
beforeEach(() => {
  at = createLocation();
});

describe('an age is never taken for less than it is', () => {
  interface Step {
    readonly whose: 'writer' | 'reader' | 'store';
    readonly stepMs: number;
    /** When, after both have heard the time of the store. */
    readonly afterMs: number;
  }

  /** One clock is set; one isolate reads, the other takes it, so long after the first has heard the store's time. */
  async function ageAfter({ whose, stepMs, afterMs }: Step, writtenAtMs: number, passedMs: number): Promise<number> {
    at = createLocation();
    const [writer, reader] = [await warmIsolate(at, SHARD), await warmIsolate(at, SHARD)];
    const set = (): void => {
      if (whose === 'store') at.setStore({ aheadMs: stepMs });
      else (whose === 'writer' ? writer : reader).setClock(stepMs);
    };
    const events: [number, () => unknown][] = [
      [afterMs, set],
      [writtenAtMs, () => writer.feeds(writer.seen)],
      [writtenAtMs + passedMs, () => undefined],
    ];
    let now = 0;
    for (const [ms, event] of events.sort(([one], [other]) => one - other)) {
      await at.pass(ms - now);
      now = ms;
      await event();
    }
    const before = at.asked.length;
    const { ageMs } = await reader.feeds(reader.seen);
    // Where the store itself was asked, what it says is new.
    return at.asked.length > before ? passedMs : ageMs;
  }

  test.each<Step>([
    { whose: 'writer', stepMs: 300, afterMs: 100 },
    { whose: 'store', stepMs: 300, afterMs: 100 },
    { whose: 'reader', stepMs: -300, afterMs: 700 },
    { whose: 'reader', stepMs: -50, afterMs: 650 },
  ])('though the clock of the $whose is set by $stepMs ms', async (step) => {
    expect(await ageAfter(step, 200, 500)).toBeGreaterThanOrEqual(500);
  });

  test('though one clock is set, whichever and whenever', async () => {
    const step = fc.record({
      whose: fc.constantFrom('writer', 'reader', 'store'),
      stepMs: fc.oneof(fc.integer({ min: -2000, max: 2000 }), fc.integer({ min: -100_000, max: 100_000 })),
      afterMs: fc.integer({ min: 0, max: 3000 }),
    });
    const [written, passed] = [fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 0, max: 1000 })];
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(step, written, passed, async (one, writtenAtMs, passedMs) => {
        const age = await ageAfter(one, writtenAtMs, passedMs);
        if (age > passedMs) taken += 1;
        expect(age).toBeGreaterThanOrEqual(passedMs);
      }),
      { numRuns: 300 },
    );
    expect(taken).toBeGreaterThan(0);
  });

  test('nor is a document of the future any younger: the store is asked', async () => {
    const [writer, reader] = [await warmIsolate(at, SHARD), await warmIsolate(at, SHARD)];
    writer.setClock(60_000);
    await writer.feeds(writer.seen);
    await at.pass(1);
    expect((await reader.feeds(reader.seen)).ageMs).toBe(0);
  });

  test('by an isolate that has never asked the store for its time: it asks now', async () => {
    const one = await warmIsolate(at, SHARD);
    await one.feeds(one.seen);
    const fresh = await at.isolate();
    await at.pass(1);
    expect((await fresh.feeds(one.seen)).ageMs).toBe(0);
    await at.pass(1);
    expect((await fresh.feeds(one.seen)).ageMs).toBe(1 + BEAT_MS);
  });

  test('nor by one that has been idle: its clock may have been set meanwhile', async () => {
    const [one, other] = [await warmIsolate(at, SHARD), await warmIsolate(at, SHARD)];
    await at.pass(21_000);
    await one.feeds(one.seen);
    await at.pass(1);
    expect((await other.feeds(other.seen)).ageMs).toBe(0);
  });

  test('nor by one that has asked the store too long ago', async () => {
    const [one, other] = [await warmIsolate(at, SHARD), await warmIsolate(at, SHARD)];
    // Neither is idle, and what one has read is there for the other.
    for (let ms = 0; ms <= 200_000; ms += 500) {
      await one.ask(one.seen);
      await one.feeds(one.seen);
      await other.feeds(other.seen);
      await at.pass(500);
    }
    at.asked.length = 0;
    await one.feeds(one.seen);
    await other.feeds(other.seen);
    expect(at.asked.length).toBeGreaterThan(0);
  });
});
