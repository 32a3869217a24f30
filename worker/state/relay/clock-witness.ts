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

/** A request that looks. The platform may cut it off at any time. */
interface Watch {
  /** Looks to come. */
  beats: number;
  seenMs: number;
}

/**
 * @param now milliseconds since the epoch, as set
 * @param wait by timers
 */
export function createClockWitness(now: () => number, wait: (ms: number) => Promise<void>): ClockWitness {
  let era = 0;
  /** The one that has begun last: it alone goes on. */
  let latest: Watch = { beats: 0, seenMs: Number.NEGATIVE_INFINITY };
  const isLooking = ({ beats, seenMs }: Watch): boolean => {
    const sinceMs = now() - seenMs;
    return beats > 0 && sinceMs >= 0 && sinceMs <= LATE_MS;
  };
  const watch = async (own: Watch): Promise<void> => {
    for (; own.beats > 0 && own === latest; own.beats -= 1) {
      const beforeMs = now();
      own.seenMs = beforeMs;
      await wait(BEAT_MS);
      const passedMs = now() - beforeMs;
      if (!(passedMs >= BEAT_MS - ROUNDING_MS && passedMs <= LATE_MS)) era += 1;
    }
  };
  return {
    keep: (waitUntil) => {
      const goesOn = isLooking(latest);
      if (goesOn && latest.beats * BEAT_MS >= OVERLAP_MS) return;
      // What came before is not known.
      if (!goesOn) era += 1;
      latest = { beats: WATCH_MS / BEAT_MS, seenMs: now() };
      waitUntil(watch(latest));
    },
    era: () => (isLooking(latest) ? era : null),
  };
}
