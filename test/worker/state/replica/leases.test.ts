import { describe, expect, test } from 'vitest';
import { createLeases } from '../../../../worker/state/replica/leases.ts';
import { createReplicatedState } from '../../../../worker/state/replica/replicated-state.ts';
import { idealAdmissions, mostMoments } from '../../../support/exact-log.ts';
import { claim, START } from '../conformance/samples.ts';
import { createStoreDouble, hear, replicated } from './store-double.ts';

/** A small generator, so that a run can be repeated. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 0x1_00_00_00_00;
  };
}

interface Run {
  /** Moments of what was admitted, by the store's clock. */
  readonly admittedMs: readonly number[];
  readonly offered: number;
  readonly questions: number;
}

/** Requests of one key come at random moments to isolates whose clocks disagree. */
async function run(options: {
  readonly isolates: number;
  readonly quota: number;
  readonly windowSeconds: number;
  readonly aSecond: number;
  readonly seconds: number;
  readonly seed: number;
}): Promise<Run> {
  const double = createStoreDouble();
  const chance = random(options.seed);
  const states = Array.from({ length: options.isolates }, (_, index) =>
    createReplicatedState(double.store, () => double.now() + index * 777 - 1000),
  );
  const limit = { ...claim('k', options.quota, options.windowSeconds), leased: true as const };
  const admittedMs: number[] = [];
  let offered = 0;
  while (double.now() < START + options.seconds * 1000) {
    double.pass(Math.max(1, Math.round((-Math.log(1 - chance()) * 1000) / options.aSecond)));
    const state = states[Math.floor(chance() * states.length)];
    if (state === undefined) throw new RangeError('there is no such isolate');
    const answer = await hear(state.admit(replicated({ limits: [limit] }), () => undefined));
    offered += 1;
    if (answer.limits.every(({ admitted }) => admitted)) admittedMs.push(double.now());
  }
  return { admittedMs, offered, questions: double.asked.admit };
}

describe('a leased limit', () => {
  test.each([
    [1, 100, 150 / 60],
    [4, 100, 150 / 60],
    [4, 600, 100],
    [8, 60, 30],
    [3, 1000, 40],
  ])(
    '%i isolates, quota %i a minute, %d a second: never more than the quota in any window',
    async (isolates, quota, aSecond) => {
      for (const seed of [1, 2, 3]) {
        const { admittedMs } = await run({ isolates, quota, windowSeconds: 60, aSecond, seconds: 240, seed });
        expect(mostMoments(admittedMs, 60_000)).toBeLessThanOrEqual(quota);
      }
    },
  );

  test('delivers at least 97 % of what an exact log would at one and a half times the load', async () => {
    const [quota, aSecond] = [6000, 150];
    const { admittedMs } = await run({ isolates: 4, quota, windowSeconds: 60, aSecond, seconds: 300, seed: 7 });
    const evenly = Array.from({ length: 300 * aSecond }, (_, index) => START + (index * 1000) / aSecond);
    expect(admittedMs.length / idealAdmissions(evenly, quota, 60_000)).toBeGreaterThanOrEqual(0.97);
  });

  test('asks at most once for twenty requests at a hundred a second', async () => {
    const { offered, questions } = await run({
      isolates: 1,
      quota: 60_000,
      windowSeconds: 60,
      aSecond: 100,
      seconds: 60,
      seed: 9,
    });
    expect(offered).toBeGreaterThan(5000);
    expect(questions / offered).toBeLessThanOrEqual(0.05);
  });

  test('lets a burst have the whole quota, though all of it finds no slice at once', async () => {
    const double = createStoreDouble();
    const state = createReplicatedState(double.store, double.now);
    const limit = { ...claim('k', 600, 60), leased: true as const };
    const ask = async () => {
      const { limits } = await hear(state.admit(replicated({ limits: [limit] }), () => undefined));
      return limits.every(({ admitted }) => admitted);
    };
    let admitted = 0;
    for (let request = 0; request < 40; request += 1) {
      double.pass(10);
      if (await ask()) admitted += 1;
    }
    const burst = await Promise.all(Array.from({ length: 600 }, ask));
    admitted += burst.filter(Boolean).length;
    // What is left in the slice is spent, although the store has refused some of them.
    for (let request = 0; request < 100; request += 1) if (await ask()) admitted += 1;
    expect(admitted).toBe(600);
  });

  test('gives back a slice whose answer came too late to spend it', async () => {
    const double = createStoreDouble();
    let lateMs = 0;
    const released: number[] = [];
    const store: typeof double.store = {
      ...double.store,
      admit: async (question) => {
        const answer = await double.store.admit(question);
        double.pass(lateMs);
        return answer;
      },
      release: async (limits) => {
        released.push(...limits.map(({ cost }) => cost ?? 1));
      },
    };
    const state = createReplicatedState(store, double.now);
    const limit = { ...claim('k', 6000, 60), leased: true as const };
    const ask = () => state.admit(replicated({ limits: [limit] }), () => undefined);
    for (let request = 0; request < 60; request += 1) {
      double.pass(10);
      await ask();
    }
    const before = released.reduce((sum, cost) => sum + cost, 0);
    double.pass(1000);
    lateMs = 1000;
    await ask();
    const granted = released.reduce((sum, cost) => sum + cost, 0) - before;
    expect(granted).toBeGreaterThan(0);
  });

  test('gives back what it spent where another limit refuses', async () => {
    const double = createStoreDouble();
    const state = createReplicatedState(double.store, double.now);
    const leased = { ...claim('wide', 1000, 60), leased: true as const };
    const ask = (limits: Parameters<typeof replicated>[0] & object) =>
      hear(state.admit(replicated(limits), () => undefined));
    for (let request = 0; request < 8; request += 1) await ask({ limits: [leased] });
    const [before] = (await ask({ limits: [leased] })).limits;
    for (let request = 0; request < 5; request += 1) {
      double.pass(1);
      await ask({ limits: [leased, claim(`one-${Math.floor(request / 2)}`, 1, 60)] });
    }
    const [after] = (await ask({ limits: [leased] })).limits;
    expect((before?.remaining ?? 0) - (after?.remaining ?? 0)).toBe(4);
  });
});

test('what is granted for a sub-bucket that is over by then goes back at once, and is not spent', () => {
  let nowMs = START;
  const leases = createLeases(() => nowMs);
  const limit = claim('late', 600, 60);
  nowMs += 1500;
  const left = leases.keep(
    limit,
    { id: 'late', admitted: true, granted: 10, remaining: 590, resetMs: 60_000 },
    START,
    START,
  );
  expect(left).toEqual({ cost: 9, countedAtMs: START });
  expect(leases.spend(limit)).toBeNull();
});
