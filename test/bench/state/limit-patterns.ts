import { poisson } from './schedule.ts';

/** Of a load on one key. */
export interface Pattern {
  readonly id: 'boundary' | 'sub-buckets' | 'poisson';
  readonly title: string;
  /** When requests come, since the epoch, oldest first. @param startMs where a window begins */
  readonly times: (startMs: number, quota: number, windowMs: number) => readonly number[];
}

/** Of a window's end, in which its whole quota is spent. */
const BURST_LEAD_SHARE = 0.05;
const SUB_BUCKETS = 60;
/** Two and a half windows more than it takes until the first one is full. */
const WINDOWS = 4.5;

export const PATTERNS: readonly Pattern[] = [
  {
    id: 'boundary',
    title: 'boundary',
    // The quota just before a window of the clock ends, then one by one as soon as a weighted window has room for it.
    times: (startMs, quota, windowMs) => {
      const end = startMs + windowMs;
      const lead = windowMs * BURST_LEAD_SHARE;
      const burst = Array.from({ length: quota }, (_, index) => end - lead + (index * lead * 0.8) / quota);
      const steps = Array.from({ length: quota }, (_, index) => end + ((index + 0.7) * windowMs) / quota);
      return [...burst, ...steps];
    },
  },
  {
    id: 'sub-buckets',
    title: 'edges of sub-buckets',
    times: (startMs, quota, windowMs) => {
      const length = windowMs / SUB_BUCKETS;
      const burst = Math.ceil((quota / SUB_BUCKETS) * 2);
      return Array.from(
        { length: Math.floor(WINDOWS * SUB_BUCKETS) },
        (_, edge) => startMs + (edge + 1) * length,
      ).flatMap((edgeMs) => [-2, 2].flatMap((offset) => Array.from({ length: burst }, () => edgeMs + offset)));
    },
  },
  {
    id: 'poisson',
    title: 'Poisson, 1.5 × the quota',
    times: (startMs, quota, windowMs) =>
      poisson(startMs, (1.5 * quota * 1000) / windowMs, (WINDOWS * windowMs) / 1000, 11 + quota),
  },
];
