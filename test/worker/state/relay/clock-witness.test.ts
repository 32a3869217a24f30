import { beforeEach, expect, test } from 'vitest';
import { BEAT_MS, type ClockWitness, createClockWitness } from '../../../../worker/state/relay/clock-witness.ts';
import { START } from '../conformance/samples.ts';

let nowMs: number;
/** Timers that are set, oldest first. */
let timers: (() => void)[];
let witness: ClockWitness;

beforeEach(() => {
  nowMs = START;
  timers = [];
  witness = createClockWitness(
    () => nowMs,
    () => new Promise((resolve) => timers.push(resolve)),
  );
});

/** The clock goes on by so much until the timers that are set have ended. */
async function pass(ms: number): Promise<void> {
  nowMs += ms;
  for (const end of timers.splice(0)) end();
  await new Promise((resolve) => setImmediate(resolve));
}

const keep = (): void => witness.keep(() => undefined);

test('a clock that goes on by itself is of one era, for as long as requests come', async () => {
  keep();
  const era = witness.era();
  expect(era).not.toBeNull();
  for (let beat = 0; beat < 1000; beat += 1) {
    await pass(BEAT_MS);
    keep();
    expect(witness.era()).toBe(era);
  }
});

test.each([
  ['it is set back a little', BEAT_MS - 50],
  ['it is set back far', -60_000],
  ['the isolate stood still, in which time it may have been set back', 30_000],
])('after %s, it is of another', async (_, passedMs) => {
  keep();
  const era = witness.era();
  await pass(passedMs);
  keep();
  expect(witness.era()).not.toBe(era);
});

test('one that is not looked at is of none', async () => {
  keep();
  for (let beat = 0; beat < 200; beat += 1) await pass(BEAT_MS);
  expect([timers.length, witness.era()]).toEqual([0, null]);
});

test.each([
  ['at once', 0],
  ['late', 150],
])(
  'where the platform has cut off the request that looks, %s, the next one does, and what came before is not known',
  async (_, beats) => {
    keep();
    const era = witness.era();
    for (let beat = 0; beat < beats; beat += 1) await pass(BEAT_MS);
    timers.length = 0;
    await pass(30_000);
    expect(witness.era()).toBeNull();
    keep();
    expect(witness.era()).not.toBeNull();
    expect(witness.era()).not.toBe(era);
  },
);
