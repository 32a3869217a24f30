import type { RenewalStanding } from '@portcullis/rules/engine';
import type { Generation } from './generation.ts';

export interface Renewed {
  readonly standing: RenewalStanding;
  /** What is to be kept from now on; `null`: nothing changes. */
  readonly commit: Generation | null;
}

/**
 * How the cookie of one generation stands, by the highest that was presented so far. A later one than the record knows is as
 * good as current: cookies are signed, so the record has lost a write.
 * @param record `null`: nothing is known of the session
 * @param presented generation of the cookie, its signature verified
 * @param nowMs by the clock that wrote the record
 */
export function renew(record: Generation | null, presented: number, graceMs: number, nowMs: number): Renewed {
  if (record === null) return { standing: 'unknown', commit: null };
  if (presented > record.number) return { standing: 'current', commit: { number: presented, sinceMs: nowMs } };
  if (presented === record.number) return { standing: 'current', commit: null };
  // A page's other requests may be under way with the cookie that one of their answers has replaced.
  const isSuperseded = presented === record.number - 1 && nowMs - record.sinceMs <= graceMs;
  return { standing: isSuperseded ? 'superseded' : 'reused', commit: null };
}
