/** When a provider was last asked about a session, as shared state keeps it. Milliseconds since the epoch. */
export interface Recheck {
  /** When it last said that the person is still there; at first, the sign-in. */
  readonly goodMs: number;
  /** Until when one request alone asks it; 0: none does. */
  readonly claimedMs: number;
}

/**
 * Longer than any answer may take, so that two never ask at once: refresh tokens are good for one use at many providers. A provider
 * is asked for four documents at most (metadata, tokens, its keys twice), for up to 5 seconds each; shared state answers besides.
 */
export const CLAIM_MS = 30_000;

/** Clocks of gateways may be apart by this much. Without it, one that is a moment behind would take a claim for none. */
const CLOCKS_APART_MS = 5_000;

/** The document, as {@link parseRecheck} reads it. */
export function recheckText({ goodMs, claimedMs }: Recheck): string {
  return `${goodMs} ${claimedMs}`;
}

/** `null` where it is none. */
export function parseRecheck(text: string): Recheck | null {
  const [, goodMs, claimedMs] = /^(\d{1,15}) (\d{1,15})$/.exec(text) ?? [];
  return goodMs === undefined ? null : { goodMs: Number(goodMs), claimedMs: Number(claimedMs) };
}

export interface RecheckRule {
  readonly recheckSeconds: number;
  /** Of a cookie: for so long the provider may be silent before there is no next one. */
  readonly lifetimeSeconds: number;
}

/**
 * What to do about a cookie that is to have a successor. `passes`: the answer is new enough. `ask`: it is time to ask. `waits`:
 * another request is asking, or the provider is silent, and the last answer is not too old yet. `busy`: it is.
 */
export function recheckNeed(
  { goodMs, claimedMs }: Recheck,
  { recheckSeconds, lifetimeSeconds }: RecheckRule,
  nowMs: number,
): 'passes' | 'ask' | 'waits' | 'busy' {
  const ageMs = nowMs - goodMs;
  if (isWithin(ageMs, recheckSeconds)) return 'passes';
  if (!isClaimed({ claimedMs }, nowMs)) return 'ask';
  return isStillGood(ageMs, { recheckSeconds, lifetimeSeconds }) ? 'waits' : 'busy';
}

/** Whether an answer of this age does while there is no newer one. */
export function isStillGood(ageMs: number, { recheckSeconds, lifetimeSeconds }: RecheckRule): boolean {
  return isWithin(ageMs, recheckSeconds + lifetimeSeconds);
}

/** Whether a request may be asking right now. */
export function isClaimed({ claimedMs }: Pick<Recheck, 'claimedMs'>, nowMs: number): boolean {
  return claimedMs > nowMs && claimedMs <= nowMs + CLAIM_MS + CLOCKS_APART_MS;
}

/** A clock that was set back says nothing about the age. */
function isWithin(ageMs: number, seconds: number): boolean {
  return ageMs >= -CLOCKS_APART_MS && ageMs < seconds * 1000;
}
