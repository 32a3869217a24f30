import { expect } from 'vitest';
import type { TestOrigin } from './origin.ts';

/** The answer to a request that must not reach the origin. */
export async function unreached<T>(origin: Pick<TestOrigin, 'begun'>, ask: () => Promise<T>): Promise<T> {
  const before = origin.begun;
  const answer = await ask();
  expect(origin.begun - before, 'requests that reached the origin').toBe(0);
  return answer;
}
