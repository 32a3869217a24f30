import { MINUTES_A_WEEK, minuteOfWeek } from './decide.ts';
import type { TimesCondition } from './policy.ts';

/** The first moment from `nowSeconds` on at which the conditions' dates and times hold, seconds since the epoch; `null`: never again. */
export function nextOpening({ times, fromSeconds, untilSeconds }: TimesCondition, nowSeconds: number): number | null {
  const earliest = Math.max(nowSeconds, fromSeconds ?? nowSeconds);
  const opening = times === null ? earliest : nextWithin(times, earliest);
  return opening === null || (untilSeconds !== null && opening >= untilSeconds) ? null : opening;
}

function nextWithin(times: readonly number[], earliest: number): number | null {
  const minute = minuteOfWeek(earliest);
  const startOfMinute = earliest - (earliest % 60);
  let best: number | null = null;
  for (let index = 0; index < times.length; index += 2) {
    const first = times[index] ?? 0;
    const end = times[index + 1] ?? 0;
    if (minute >= first && minute < end) return earliest;
    const wait = (first - minute + MINUTES_A_WEEK) % MINUTES_A_WEEK;
    if (best === null || wait < best) best = wait;
  }
  return best === null ? null : startOfMinute + best * 60;
}
