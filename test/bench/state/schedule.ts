import { createRandom } from '../rules/random.ts';

/** Waits, at once where the time has passed. */
export function until(atMs: number): Promise<void> {
  const leftMs = atMs - Date.now();
  return leftMs <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, leftMs));
}

export const pause = (ms: number): Promise<void> => until(Date.now() + ms);

/** Sends at the given moments, oldest first, whether or not earlier ones were answered. @param timesMs since the epoch */
export async function sendAt<T>(
  timesMs: readonly number[],
  send: (index: number) => Promise<T>,
): Promise<readonly T[]> {
  const sent: Promise<T>[] = [];
  for (const [index, atMs] of timesMs.entries()) {
    if (atMs > Date.now()) await until(atMs);
    const answered = send(index);
    // It is awaited below; until then a failure must not end the process.
    answered.catch(() => undefined);
    sent.push(answered);
  }
  return Promise.all(sent);
}

/** Moments at an even pace. */
export function evenly(startMs: number, perSecond: number, seconds: number): readonly number[] {
  return Array.from({ length: Math.round(perSecond * seconds) }, (_, index) => startMs + (index * 1000) / perSecond);
}

/** Moments of a Poisson process, the same for the same seed. */
export function poisson(startMs: number, perSecond: number, seconds: number, seed: number): readonly number[] {
  const random = createRandom(seed);
  const times: number[] = [];
  const next = (afterMs: number): number =>
    afterMs - (Math.log((random(1_000_000) + 1) / 1_000_001) * 1000) / perSecond;
  for (let atMs = next(startMs); atMs < startMs + seconds * 1000; atMs = next(atMs)) times.push(atMs);
  return times;
}
