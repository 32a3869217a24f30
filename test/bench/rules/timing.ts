/** One piece of work, repeated; `run` does all of its operations once. */
export interface Timed {
  readonly run: () => void;
  readonly operations: number;
}

/**
 * Microseconds an operation, of each work in its fastest round: the one that the machine's other work disturbed least.
 * The works take turns within each round; the first two rounds, in which code is compiled, do not count.
 */
export function fastestMicros(works: readonly Timed[], rounds: number): readonly number[] {
  const fastest = works.map(() => Number.POSITIVE_INFINITY);
  for (let round = -2; round < rounds; round += 1) {
    for (const [index, { run, operations }] of works.entries()) {
      const startedMs = performance.now();
      run();
      const micros = ((performance.now() - startedMs) * 1000) / operations;
      if (round >= 0) fastest[index] = Math.min(fastest[index] ?? micros, micros);
    }
  }
  return fastest;
}

/** CPU time of this thread in milliseconds, counted in steps of some of them: for work of a tenth of a second or more. */
export function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
