/** Random draws, the same in every run of a seed. */
export interface Draws {
  /** From 0 to below 1. */
  readonly unit: () => number;
  readonly between: (low: number, high: number) => number;
  /** Time to the next of events that come by themselves, this long apart on average. */
  readonly gap: (mean: number) => number;
}

/** Mulberry32: a simulation draws some ten million times, for which whole numbers of 32 bits are quick enough. */
export function createDraws(seed: number): Draws {
  let state = seed >>> 0;
  const unit = (): number => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    unit,
    between: (low, high) => low + (high - low) * unit(),
    gap: (mean) => -mean * Math.log(1 - unit()),
  };
}

/** Shares of a whole that fall with the rank as real sites do: the one of rank n has 1 / n to the exponent. */
export function zipfShares(count: number, exponent: number): Float64Array {
  const shares = Float64Array.from({ length: count }, (_, index) => (index + 1) ** -exponent);
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
}

/** Picks an index by shares. @returns by a number from 0 to below 1 */
export function pickerOf(shares: ArrayLike<number>): (at: number) => number {
  const ends = new Float64Array(shares.length);
  let sum = 0;
  for (let index = 0; index < shares.length; index += 1) {
    sum += shares[index] ?? 0;
    ends[index] = sum;
  }
  return (at) => {
    let [low, high] = [0, ends.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ends[middle] ?? 0) > at * sum) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
