import { describe, expect, test } from 'vitest';
import { createLimiter, type Limit, START } from './limiter.ts';

/** A small generator of its own, so that the load is the same in every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

/** What is delivered of 40 windows' quota at one and a half times the load, arriving at random, and what an exact log would deliver. */
function deliveredAt(limit: Limit): { readonly ratio: number; readonly ofExact: number } {
  const limiter = createLimiter(limit);
  const random = createRandom(limit.quota);
  const windowMs = limit.windowSeconds * 1000;
  const log: number[] = [];
  let delivered = 0;
  const nextGapMs = () => (-Math.log(random()) * windowMs) / (limit.quota * 1.5);
  for (let now = 0; now < 40 * windowMs; now += nextGapMs()) {
    const nowMs = START + Math.floor(now);
    if (limiter.ask(nowMs).admitted) delivered += 1;
    if (nowMs - (log.at(-limit.quota) ?? 0) >= windowMs) log.push(nowMs);
  }
  return { ratio: delivered / (limit.quota * 40), ofExact: delivered / log.length };
}

describe('at one and a half times the quota, arriving at random', () => {
  test.each([
    [600, 60],
    [100, 10],
    [1000, 3600],
    [10_000, 86_400],
  ])('%i per %i s: at least 97 of 100 are delivered', (quota, windowSeconds) => {
    const { ratio } = deliveredAt({ quota, windowSeconds });
    expect(ratio).toBeGreaterThanOrEqual(0.97);
    expect(ratio).toBeLessThanOrEqual(1 + 1 / 40);
  });

  // So small a quota is not always asked for, even by one and a half times the load.
  test.each([
    [5, 60],
    [60, 1],
  ])('%i per %i s: at least 97 of 100 that an exact log delivers', (quota, windowSeconds) => {
    const { ofExact } = deliveredAt({ quota, windowSeconds });
    expect(ofExact).toBeGreaterThanOrEqual(0.97);
    expect(ofExact).toBeLessThanOrEqual(1.01);
  });
});
