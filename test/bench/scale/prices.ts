import type { Backend } from './store.ts';

/** List prices in dollars, read 2026-11. */
const PER_CALL: Readonly<Record<Backend, number>> = { redis: 0.2 / 1e5, objects: 0.15 / 1e6 };
/** Durable Objects also cost by the time that they are in use, with 128 MB each: $12.50 for a million GB-seconds. */
const PER_GB_SECOND = 12.5 / 1e6;
const OBJECT_GB = 0.128;
const SECONDS_A_DAY = 86_400;

/** Above these, a store does not answer: commands of an Upstash database, and, softly, requests to one object. By second. */
export const CAPS: Readonly<Record<Backend, number>> = { redis: 10_000, objects: 1000 };

export interface Cost {
  readonly perDay: number;
  readonly perMillionRequests: number;
}

export function costOf(backend: Backend, callsPerSecond: number, requestsPerSecond: number): Cost {
  const perSecond = callsPerSecond * PER_CALL[backend];
  return { perDay: perSecond * SECONDS_A_DAY, perMillionRequests: (perSecond / requestsPerSecond) * 1e6 };
}

/** What objects cost a day that are in use all the time. */
export function durationPerDay(objects: number): number {
  return objects * OBJECT_GB * SECONDS_A_DAY * PER_GB_SECOND;
}
