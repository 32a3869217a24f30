/** Numbers from 0 to 1 that are the same in every run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 0x1_00_00_00_00;
  };
}

/** Moments of a Poisson process, in milliseconds from its beginning. */
export function poisson(perSecond: number, forMs: number, random: () => number): readonly number[] {
  const moments: number[] = [];
  let atMs = 0;
  while (true) {
    atMs += (-Math.log(1 - random()) / perSecond) * 1000;
    if (atMs >= forMs) return moments;
    moments.push(atMs);
  }
}

/** Asks at each of the moments, whatever became of earlier ones. @param moments from now on, in order */
export async function askAt<T>(moments: readonly number[], ask: (index: number) => Promise<T>): Promise<readonly T[]> {
  const beganMs = performance.now();
  const asked: Promise<T>[] = [];
  for (const [index, moment] of moments.entries()) {
    const waitMs = beganMs + moment - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    asked.push(ask(index));
  }
  return Promise.all(asked);
}
