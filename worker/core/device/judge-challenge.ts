import type { Challenge } from './device-tokens.ts';

/** Browsers may use the challenge that came with the last cookie somewhat later than that runs out. */
const SPARE_MS = 60_000;

/** What a challenge must agree with. */
interface ChallengeFacts {
  /** Of the session's record. */
  readonly id: string;
  readonly takenMs: number;
  /** Life of a cookie. */
  readonly lifetimeSeconds: number;
  readonly nowMs: number;
}

/**
 * Whether a proof over it renews the session. One that does not says nothing of the browser, whose key has been seen: another
 * request may have been faster, or the browser has slept. It is asked again.
 * @param challenge `null`: not of this gateway
 */
export function isTakable(
  challenge: Challenge | null,
  { id, takenMs, lifetimeSeconds, nowMs }: ChallengeFacts,
): challenge is Challenge {
  if (challenge === null || challenge.use !== 'refresh' || challenge.id !== id) return false;
  // What was signed long ago does not show that the key is there now.
  return challenge.madeMs > takenMs && challenge.madeMs >= nowMs - lifetimeSeconds * 1000 - SPARE_MS;
}

/** When the next challenge counts as made. Clocks of gateways differ, and it must be younger than the last that was taken. */
export function nextMadeMs(takenMs: number, nowMs: number): number {
  return Math.max(nowMs, takenMs + 1);
}
