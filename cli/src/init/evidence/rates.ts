/** How many requests single addresses made in single minutes. */
export interface Rates {
  readonly add: (address: string | null, timeSeconds: number | null) => void;
  readonly result: () => RateSummary;
}

export interface RateSummary {
  /** Minutes of an address in which it made at least one request. */
  readonly minutes: number;
  readonly addresses: number;
  /** The rate that 99.9 % of them keep to. */
  readonly highestUsual: number;
  readonly highest: number;
}

/** Addresses of one minute, and all addresses, that are kept apart. */
const MAX_ADDRESSES = 50_000;
const USUAL = 0.999;
const MOST_LATE_MINUTES = 5;

/** Starts to count; requests are expected about in the order of time, as logs are. */
export function createRates(): Rates {
  const addresses = new Set<string>();
  /** How many minutes of an address had so many requests. */
  const histogram = new Map<number, number>();
  let current = new Map<string, number>();
  let minute = Number.NEGATIVE_INFINITY;
  const close = (): void => {
    for (const count of current.values()) histogram.set(count, (histogram.get(count) ?? 0) + 1);
    current = new Map();
  };
  return {
    add: (address, timeSeconds) => {
      if (address === null || timeSeconds === null) return;
      const asked = Math.floor(timeSeconds / 60);
      // Lines are written when requests end, so some come a little late.
      if (asked > minute || asked < minute - MOST_LATE_MINUTES) {
        close();
        minute = asked;
      }
      if (addresses.size < MAX_ADDRESSES) addresses.add(address);
      if (current.size < MAX_ADDRESSES || current.has(address)) current.set(address, (current.get(address) ?? 0) + 1);
    },
    result: () => {
      close();
      return { addresses: addresses.size, ...summaryOf(histogram) };
    },
  };
}

function summaryOf(histogram: ReadonlyMap<number, number>): Omit<RateSummary, 'addresses'> {
  const sorted = [...histogram].sort(([a], [b]) => a - b);
  const minutes = sorted.reduce((total, [, times]) => total + times, 0);
  let passed = 0;
  let highestUsual = 0;
  for (const [rate, times] of sorted) {
    highestUsual = rate;
    passed += times;
    if (passed >= minutes * USUAL) break;
  }
  return { minutes, highestUsual, highest: sorted.at(-1)?.[0] ?? 0 };
}
