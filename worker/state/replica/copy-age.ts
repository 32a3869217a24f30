/** A request is never judged by knowledge that is older: a second, less what it takes an answer to go out. */
export const BOUND_MS = 900;
/** A refresh begins so much before the bound at least, and twice the time that it takes, so that traffic need not wait for it. */
const LEAD_MS = 50;
/** It never begins sooner: not all the time would be spent on refreshing. */
export const SOONEST_MS = BOUND_MS / 2;

/**
 * What another isolate has read is as old for all who take it, so that they are due together. They are due as if the refresh had
 * taken so long: early enough that one of them asks the store in time for the others.
 */
export const RELAYED_MS = 150;

/** When what is known of a shard was read. Milliseconds of a clock that never runs backwards. */
export interface CopyAge {
  /** The state was as it is known here, or later. Infinitely long ago where nothing is known, or a change has put it in doubt. */
  readonly asOfMs: number;
  /** Its time is over, even if the clock is set back. */
  readonly isExpired: boolean;
  /** When the last refresh began, or what it brought was read by another isolate; infinitely long ago where none did. */
  readonly refreshBegunMs: number;
  /** How long refreshes take lately. */
  readonly refreshTookMs: number;
}

/** An age that is negative or no number is not known, and so never within a bound. */
export function isWithin({ asOfMs }: Pick<CopyAge, 'asOfMs'>, boundMs: number, nowMs: number): boolean {
  const ageMs = nowMs - asOfMs;
  return ageMs >= 0 && ageMs <= boundMs;
}

/** Whether a request may be judged by it. */
export function isFresh(age: Pick<CopyAge, 'asOfMs' | 'isExpired'>, nowMs: number): boolean {
  return !age.isExpired && isWithin(age, BOUND_MS, nowMs);
}

/** Whether it is time to refresh a copy that still answers. */
export function isRefreshDue({ refreshBegunMs, refreshTookMs }: CopyAge, nowMs: number): boolean {
  const leadMs = Math.max(LEAD_MS, 2 * refreshTookMs);
  return nowMs - refreshBegunMs > Math.max(SOONEST_MS, BOUND_MS - leadMs);
}
