import type { WaitUntil } from '../port.ts';

/**
 * Looks at the clock again and again while the isolate is in use, by timers, which do not follow it. A clock that is set back by
 * more than the time since it was last read is seen to step; by less, it is seen here, at the next look. So what has been
 * reckoned by it is wrong by a {@link BEAT_MS} at most, and for no longer.
 */
export interface ClockWitness {
  /** The isolate is in use: looks on for a while. */
  readonly keep: (waitUntil: WaitUntil) => void;
  /**
   * Changes where the clock was set back, or may have been meanwhile: what was reckoned by it before counts no more.
   * `null`: it is not being looked at.
   */
  readonly era: () => number | null;
}

/** Between two looks. */
export const BEAT_MS = 100;
/** The clock is cut off at whole milliseconds. */
const ROUNDING_MS = 2;
/** After this, a look is late, and the isolate may have stood still. */
const LATE_MS = 3 * BEAT_MS;
/** For how long one request looks: the platform ends what goes on for half a minute after its answer. */
const WATCH_MS = 20_000;
/** The next request takes over, so early. */
const OVERLAP_MS = 10_000;

/**
 * @param now milliseconds since the epoch, as set
 * @param wait by timers
 */
export function createClockWitness(now: () => number, wait: (ms: number) => Promise<void>): ClockWitness {
  let era = 0;
  let watching = 0;
  let seenMs = Number.NEGATIVE_INFINITY;
  /** Looks to come, by the request that has begun last. */
  let left = { beats: 0 };
  const watch = async (own: { beats: number }): Promise<void> => {
    // What came before is not known.
    if (watching === 0) era += 1;
    watching += 1;
    for (; own.beats > 0; own.beats -= 1) {
      const beforeMs = now();
      seenMs = beforeMs;
      await wait(BEAT_MS);
      if (!(now() - beforeMs >= BEAT_MS - ROUNDING_MS)) era += 1;
    }
    watching -= 1;
  };
  return {
    keep: (waitUntil) => {
      if (watching > 0 && left.beats * BEAT_MS >= OVERLAP_MS) return;
      left = { beats: WATCH_MS / BEAT_MS };
      waitUntil(watch(left));
    },
    era: () => {
      const sinceMs = now() - seenMs;
      return watching > 0 && sinceMs >= 0 && sinceMs <= LATE_MS ? era : null;
    },
  };
}
