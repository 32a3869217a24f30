import type { Refused } from '../../refused.ts';
import type { ConditionFacts } from '../facts.ts';
import type { TimesCondition } from './policy.ts';

/** Minutes from one Monday 00:00 UTC to the next. */
export const MINUTES_A_WEEK = 7 * 24 * 60;
/** The epoch was a Thursday: Monday 00:00 lies three days before. */
const EPOCH_OFFSET_MINUTES = 3 * 24 * 60;

type TimesRefusal =
  | Refused<'not_yet_open', 'from'>
  | Refused<'no_longer_open', 'until'>
  | Refused<'outside_times', 'times'>;

export function decideTimes(
  { times, fromSeconds, untilSeconds }: TimesCondition,
  { request: { nowSeconds } }: ConditionFacts,
): TimesRefusal | null {
  if (fromSeconds !== null && nowSeconds < fromSeconds) return { reason: 'not_yet_open', part: 'from' };
  if (untilSeconds !== null && nowSeconds >= untilSeconds) return { reason: 'no_longer_open', part: 'until' };
  return times === null || isWithin(times, minuteOfWeek(nowSeconds))
    ? null
    : { reason: 'outside_times', part: 'times' };
}

/** Minutes since the last Monday 00:00 UTC, with the fraction cut off. */
export function minuteOfWeek(epochSeconds: number): number {
  const minutes = Math.floor(epochSeconds / 60) + EPOCH_OFFSET_MINUTES;
  return ((minutes % MINUTES_A_WEEK) + MINUTES_A_WEEK) % MINUTES_A_WEEK;
}

function isWithin(pairs: readonly number[], value: number): boolean {
  for (let index = 0; index < pairs.length; index += 2) {
    if (value >= (pairs[index] ?? 0) && value < (pairs[index + 1] ?? 0)) return true;
  }
  return false;
}
