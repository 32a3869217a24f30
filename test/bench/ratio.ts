import type { Series } from './measure.ts';
import { median } from './rules/timing.ts';

/** A median of ratios, each of two neighbours in time, and between which values it lies with 95 %. */
export interface Ratio {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 4000;

/** What a request of one subject costs, by what one of another does. */
export function ratioBetween(all: readonly Series[], one: string, other: string): Ratio {
  const samplesOf = (id: string) => all.find(({ subject }) => subject.id === id)?.samples ?? [];
  const others = samplesOf(other);
  return medianWithInterval(
    samplesOf(one).map(({ cpuMicros }, round) => cpuMicros / (others[round]?.cpuMicros ?? Number.NaN)),
  );
}

/**
 * The percentile bootstrap of the median: it supposes nothing of how the values spread. The same values give the same interval,
 * in any order.
 */
export function medianWithInterval(unordered: readonly number[]): Ratio {
  const values = unordered.toSorted((left, right) => left - right);
  const draw = generator(1);
  const medians = Array.from({ length: RESAMPLES }, () =>
    median(values.map(() => values[Math.floor(draw() * values.length)] ?? Number.NaN)),
  ).toSorted((left, right) => left - right);
  const at = (share: number): number => medians[Math.round(share * (RESAMPLES - 1))] ?? Number.NaN;
  return { median: median(values), low: at(0.025), high: at(0.975) };
}

export function ratioText({ median: middle, low, high }: Ratio): string {
  return `${middle.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
}

/** A xorshift generator (Marsaglia, 2003), from 0 up to 1: good enough to draw by, and the same each time. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
