/** Now, by both clocks. */
export interface Moment {
  /** Never runs backwards: for ages. */
  readonly steadyMs: number;
  /** Since the epoch, as set: for times that others have written. */
  readonly seconds: number;
}

/** Milliseconds for measuring ages: they never run backwards. */
export interface SteadyClock {
  readonly now: () => number;
  /** The same moment by the clock below too, which is read once. */
  readonly moment: () => Moment;
  /** How often the clock below was seen to step back: what was let go as expired since may be live again. */
  readonly steps: () => number;
}

/** Added when the clock stepped back: longer than anything counts as fresh. */
const UNKNOWN_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * A clock for ages, over one that may be set. Workers have no other clock than the wall's: their `performance.now()` is
 * `Date.now()`. If it steps back or fails, the time that has passed is unknown, so every earlier reading counts as older
 * than anything fresh.
 */
export function createSteadyClock(read: () => number): SteadyClock {
  let ahead = 0;
  let last = 0;
  let steps = 0;
  const steady = (raw: number): number => {
    // No number (NaN) is not a time that has passed either.
    if (raw + ahead >= last) last = raw + ahead;
    else {
      steps += 1;
      last += UNKNOWN_MS;
      if (Number.isFinite(raw)) ahead = last - raw;
    }
    return last;
  };
  return {
    now: () => steady(read()),
    moment: () => {
      const raw = read();
      return { steadyMs: steady(raw), seconds: raw / 1000 };
    },
    steps: () => steps,
  };
}
