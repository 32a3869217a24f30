import { describe, expect, test } from 'vitest';
import { DeadlineError } from '../../../../worker/core/time/deadline.ts';
import { BreakerOpenError, createBreakers } from '../../../../worker/state/replica/breaker.ts';

/** Breakers over a clock that the test moves, with the openings that they told of. */
function setUp(apart: boolean) {
  const clock = { ms: 0 };
  const told = { openings: 0 };
  const breakers = createBreakers(apart, {
    now: () => clock.ms,
    silenceMs: 750,
    onOpen: () => {
      told.openings += 1;
    },
  });
  const fail = (shard: number) => breakers.of(shard).run(() => Promise.reject(new Error('gone')));
  /** Answered after its deadline, where `arrival` says so. */
  const late = (shard: number, arrival: Promise<boolean>) =>
    expect(breakers.of(shard).run(() => Promise.reject(new DeadlineError(250, arrival)))).rejects.toThrow('no answer');
  const answer = (shard: number) => breakers.of(shard).run(async () => 'yes');
  const failThrice = async (shard: number) => {
    for (let times = 0; times < 3; times++) await expect(fail(shard)).rejects.toThrow('gone');
  };
  return { clock, told, breakers, fail, late, answer, failThrice };
}

describe('a store whose shards are one server', () => {
  test('is not asked for a second after it failed three times, whatever the shard', async () => {
    const { clock, told, breakers, fail, answer, failThrice } = setUp(false);
    await failThrice(3);
    expect(breakers.anyOpen()).toBe(true);
    await expect(answer(3)).rejects.toThrow(BreakerOpenError);
    await expect(answer(4)).rejects.toThrow(BreakerOpenError);
    expect(told.openings).toBe(1);
    clock.ms = 1000;
    // One tries; who comes meanwhile is refused.
    const trial = fail(5);
    await expect(answer(3)).rejects.toThrow(BreakerOpenError);
    await expect(trial).rejects.toThrow('gone');
    clock.ms = 2000;
    expect(await answer(4)).toBe('yes');
    expect(await answer(3)).toBe('yes');
    expect(breakers.anyOpen()).toBe(false);
    expect(told.openings).toBe(1);
  });

  test('is asked on where failures are not in a row', async () => {
    const { fail, answer } = setUp(false);
    for (let times = 0; times < 5; times++) {
      await expect(fail(1)).rejects.toThrow('gone');
      await expect(fail(2)).rejects.toThrow('gone');
      expect(await answer(3)).toBe('yes');
    }
  });
});

describe('a store that does not answer in time', () => {
  const silence = new Promise<boolean>(() => undefined);

  test('is asked on for as long as its answers come after all', async () => {
    const { clock, told, late, answer } = setUp(false);
    for (let times = 0; times < 50; times++) {
      const arrival = Promise.withResolvers<boolean>();
      await late(1, arrival.promise);
      clock.ms += 260;
      arrival.resolve(true);
      await arrival.promise;
    }
    expect(await answer(1)).toBe('yes');
    expect(told.openings).toBe(0);
  });

  test('is given up on once it has been silent for several deadlines, and no sooner', async () => {
    const { clock, told, late, answer, breakers } = setUp(false);
    // However many wait at the same time: a burst is no silence.
    for (let times = 0; times < 20; times++) await late(1, silence);
    clock.ms = 749;
    await late(1, silence);
    expect(told.openings).toBe(0);
    clock.ms = 750;
    await late(1, silence);
    expect([told.openings, breakers.anyOpen()]).toEqual([1, true]);
    await expect(answer(1)).rejects.toThrow(BreakerOpenError);
    clock.ms = 1750;
    expect(await answer(1)).toBe('yes');
  });

  test('is asked again as soon as one of its answers comes after all', async () => {
    const { clock, late, answer, breakers } = setUp(false);
    const arrival = Promise.withResolvers<boolean>();
    await late(1, arrival.promise);
    for (clock.ms = 250; clock.ms <= 750; clock.ms += 250) await late(1, silence);
    expect(breakers.anyOpen()).toBe(true);
    arrival.resolve(true);
    await arrival.promise;
    expect(await answer(1)).toBe('yes');
  });

  test('is not held to have answered where what comes at last is a failure', async () => {
    const { clock, late, breakers } = setUp(false);
    for (clock.ms = 0; clock.ms <= 750; clock.ms += 250) await late(1, Promise.resolve(false));
    expect(breakers.anyOpen()).toBe(true);
  });
});

describe('a store whose shards fail apart', () => {
  test('is asked on for the shards that answer', async () => {
    const { breakers, answer, failThrice } = setUp(true);
    await failThrice(31);
    await expect(answer(31)).rejects.toThrow(BreakerOpenError);
    expect(await answer(0)).toBe('yes');
    expect(breakers.anyOpen()).toBe(true);
  });

  test('has no other shards than those', () => {
    expect(() => setUp(true).breakers.of(32)).toThrow(RangeError);
  });
});
