import { describe, expect, test } from 'vitest';
import { mostMoments } from '../../../support/exact-log.ts';
import { BACKENDS } from './backends.ts';
import { freshBackend } from './fresh-backend.ts';
import { claim, question, START } from './samples.ts';

const QUOTA = 20;
const WINDOW_SECONDS = 6;
const WINDOW_MS = WINDOW_SECONDS * 1000;

/** When bursts come, in milliseconds from the start: around the edges of windows and of sub-buckets. */
const PATTERNS: Readonly<Record<string, readonly number[]>> = {
  'at the edge of a window': [0, WINDOW_MS - 1, WINDOW_MS, WINDOW_MS + 1, 2 * WINDOW_MS - 1, 2 * WINDOW_MS],
  'at the edge of a sub-bucket': [99, 100, WINDOW_MS + 98, WINDOW_MS + 99, WINDOW_MS + 100, WINDOW_MS + 101],
  'as soon as it is told to come again': [0, WINDOW_MS + 99, WINDOW_MS + 100, 2 * WINDOW_MS + 199, 2 * WINDOW_MS + 200],
  'at a trickle': Array.from({ length: 40 }, (_, index) => index * 370),
};

describe.each(Object.entries(BACKENDS))('%s', (_, start) => {
  const state = freshBackend(start);

  test.each(Object.entries(PATTERNS))('%s, many at once: no window holds more than the quota', async (_name, times) => {
    const log: number[] = [];
    let refusals = 0;
    for (const [burst, offset] of times.entries()) {
      await state.backend.setClock(START + offset);
      const costs = Array.from({ length: 12 }, (_item, index) => ((index + burst) % 3 === 0 ? 4 : 1));
      const answers = await Promise.all(
        costs.map((cost) => state.store.admit(question({ limits: [claim('k', QUOTA, WINDOW_SECONDS, cost)] }))),
      );
      for (const { limits, countedAtMs } of answers) {
        const count = limits[0]?.granted ?? 0;
        log.push(...Array<number>(count).fill(countedAtMs));
        if (count === 0) refusals += 1;
      }
    }
    expect(mostMoments(log, WINDOW_MS)).toBe(QUOTA);
    expect(refusals).toBeGreaterThan(0);
  });
});
