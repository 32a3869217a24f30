import { expect } from 'vitest';
import type { TestOrigin } from './origin.ts';

/** The status of an answer. No request that is refused may have reached the origin. One at a time: it does not know who reached it. */
export async function guardedStatus(
  origin: Pick<TestOrigin, 'begun'>,
  ask: () => Promise<{ readonly status: number }>,
): Promise<number> {
  const before = origin.begun;
  const { status } = await ask();
  if (status >= 400) expect(origin.begun - before, `requests that reached the origin, of a ${status}`).toBe(0);
  return status;
}

/** The answer to a request that must not reach the origin. */
export async function unreached<T>(origin: Pick<TestOrigin, 'begun'>, ask: () => Promise<T>): Promise<T> {
  const before = origin.begun;
  const answer = await ask();
  expect(origin.begun - before, 'requests that reached the origin').toBe(0);
  return answer;
}
