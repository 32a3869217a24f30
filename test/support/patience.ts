/**
 * How long tests wait for what must come. It bounds a hang and measures nothing: on a busy machine everything comes late,
 * and nothing may fail for that. `TEST_PATIENCE=3` makes every bound three times as long.
 */
const SCALE = Number(process.env['TEST_PATIENCE'] ?? 1);

/** For one event. */
export const PATIENCE_MS: number = 60_000 * SCALE;

/** For a test or a hook, in which several events are waited for, so that the wait that hangs can say what it waited for. */
export const TEST_PATIENCE_MS: number = 3 * PATIENCE_MS;

/** For a test that moves gigabytes or installs packages. */
export const LONG_TEST_PATIENCE_MS: number = 10 * PATIENCE_MS;

/** Settings of Vitest that go by these. */
export const PATIENT = {
  testTimeout: TEST_PATIENCE_MS,
  hookTimeout: TEST_PATIENCE_MS,
  expect: { poll: { timeout: PATIENCE_MS } },
};

/** Asks again until there is an answer. */
export async function until<T>(ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  do {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await pause(20);
  } while (performance.now() < giveUpAt);
  throw new Error(`waited ${PATIENCE_MS / 1000} seconds in vain for ${ask}`);
}

/** Asks again where the machine was too busy for shared state to answer in time. Never for what counts exactly: a late answer has counted. */
export function judged<T extends { readonly status: number }>(ask: () => Promise<T>): Promise<T> {
  return until(async () => {
    const answer = await ask();
    return answer.status === 503 ? undefined : answer;
  });
}

/** Lets time pass that must pass; none, where it is over already. Never a way to wait for an event: `until` is. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
