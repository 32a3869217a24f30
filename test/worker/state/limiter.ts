import { counted, current, released, standing, type Window } from '../../../worker/state/limit-window.ts';

/** When the tests begin, milliseconds since the epoch. */
export const START = 1_790_000_000_000;

export interface Limit {
  readonly quota: number;
  readonly windowSeconds: number;
}

/** A limiter as shared state drives it. */
export function createLimiter(limit: Limit) {
  let window: Window = [];
  return {
    ask(nowMs: number) {
      const now = current(window, limit, nowMs);
      const status = standing(now, limit, nowMs);
      if (status.admitted) window = counted(now, limit, nowMs);
      return status;
    },
    /** What it would say, without counting. */
    peek: (nowMs: number) => standing(current(window, limit, nowMs), limit, nowMs),
    release: (countedAtMs: number) => {
      window = released(current(window, limit, countedAtMs), limit, countedAtMs);
    },
    window: () => window,
  };
}
