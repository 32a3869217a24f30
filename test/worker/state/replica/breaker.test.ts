import { describe, expect, test } from 'vitest';
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
  const answer = (shard: number) => breakers.of(shard).run(async () => 'yes');
  const failThrice = async (shard: number) => {
    for (let times = 0; times < 3; times++) await expect(fail(shard)).rejects.toThrow('gone');
  };
  return { clock, told, breakers, fail, answer, failThrice };
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
