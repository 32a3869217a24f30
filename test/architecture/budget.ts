/** One figure that may not grow beyond a bound, and the goal that it is on its way to. */
interface Budget {
  readonly atMost: number;
  readonly goal: number;
}

/**
 * What the Worker may weigh. The goal for the bundle is missed: oauth4webapi, jose, `@upstash/redis` (17.8 KiB) and what the gateway says to
 * people in six languages (13 KiB) stand for most of what is beyond it, and each is a feature that the rules can ask for. State that is asked
 * by locations, and not by isolates, takes 4 KiB.
 */
export const BUNDLE_GZIP_KIB: Budget = { atMost: 184, goal: 110 };

/** CPU time from the start of the process to the first answer, beyond that of a bare Worker; milliseconds. */
export const START_UP_CPU_MS: Budget = { atMost: 250, goal: 30 };
