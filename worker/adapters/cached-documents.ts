import { withDeadline } from '../core/time/index.ts';
import { PROVIDER_DEADLINE_MS } from './bounded-fetch.ts';

/** For how long a document is believed. */
const FRESH_MS = 10 * 60 * 1000;
/** How long a document is kept at least, however often something is missing from it. */
const COOL_DOWN_MS = 30 * 1000;
/** More addresses than that are not remembered. */
const MAX_DOCUMENTS = 200;

interface Kept<T> {
  readonly value: T;
  readonly readAtMs: number;
}

/** Documents of other servers, each read once in ten minutes. */
export interface CachedDocuments<T> {
  /** The document, read again where it is not fresh. Fails where it cannot be read: an old one does not stand in for it. */
  readonly get: (url: string) => Promise<T>;
  /** Reads it again, since something is missing from it; the same as before where it was read only just now. */
  readonly again: (url: string) => Promise<T>;
}

/**
 * Keeps documents in this isolate. Requests that come while one is being read share the reading, each with a deadline of its
 * own: the work of a request that was cancelled may never end.
 */
export function createCachedDocuments<T>(read: (url: string) => Promise<T>, now: () => number): CachedDocuments<T> {
  const kept = new Map<string, Kept<T>>();
  const reading = new Map<string, { readonly answer: Promise<T>; readonly sinceMs: number }>();

  const isYounger = (sinceMs: number, ms: number): boolean => {
    const age = now() - sinceMs;
    return age >= 0 && age < ms;
  };
  const readNow = async (url: string): Promise<T> => {
    const value = await read(url);
    kept.delete(url);
    kept.set(url, { value, readAtMs: now() });
    const [oldest] = kept.keys();
    if (kept.size > MAX_DOCUMENTS && oldest !== undefined) kept.delete(oldest);
    return value;
  };
  const readShared = (url: string): Promise<T> => {
    const other = reading.get(url);
    if (other !== undefined && isYounger(other.sinceMs, PROVIDER_DEADLINE_MS))
      return withDeadline(other.answer, PROVIDER_DEADLINE_MS);
    const answer = readNow(url).finally(() => {
      if (reading.get(url)?.answer === answer) reading.delete(url);
    });
    reading.set(url, { answer, sinceMs: now() });
    return answer;
  };
  const unlessYounger = (url: string, ms: number): Promise<T> => {
    const known = kept.get(url);
    return known !== undefined && isYounger(known.readAtMs, ms) ? Promise.resolve(known.value) : readShared(url);
  };
  return { get: (url) => unlessYounger(url, FRESH_MS), again: (url) => unlessYounger(url, COOL_DOWN_MS) };
}
