import { wholeNumber } from '../whole-number.ts';
import type { ReplayStore } from './replay-check.ts';

/** Options of {@link memoryReplayStore}. */
export interface MemoryReplayStoreOptions {
  /** Contexts remembered at the same time, each about 200 bytes. Default 100,000: 1,600 requests a second. */
  readonly maxEntries?: number;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/**
 * Remembers used contexts in this process. It knows nothing of other processes: an app that runs in several needs a store
 * that they share, such as {@link redisReplayStore}. When it is full of contexts that still count, further requests are
 * refused. Throws a `ConfigurationError`.
 */
export function memoryReplayStore(options: MemoryReplayStoreOptions = {}): ReplayStore {
  const maxEntries = wholeNumber('maxEntries', options.maxEntries ?? 100_000, 1, 10_000_000);
  const now = options.now ?? Date.now;
  const used = new Set<string>();
  /** The same ids by the second from which they no longer count: lives differ, so the order of arrival says nothing. */
  const idsUntil = new Map<number, string[]>();
  let lastSweep = 0;

  const forgetOld = (second: number): void => {
    if (second === lastSweep) return;
    lastSweep = second;
    for (const [until, ids] of idsUntil) {
      if (until > second) continue;
      for (const id of ids) used.delete(id);
      idsUntil.delete(until);
    }
  };
  return Object.freeze({
    claim(id: string, seconds: number) {
      const nowSeconds = now() / 1000;
      const until = Math.ceil(nowSeconds + seconds);
      if (!Number.isSafeInteger(until)) throw new RangeError('the clock of the replay store does not work');
      forgetOld(Math.floor(nowSeconds));
      if (used.has(id)) return false;
      if (used.size >= maxEntries) throw new RangeError('the replay store is full');
      used.add(id);
      const ids = idsUntil.get(until);
      if (ids === undefined) idsUntil.set(until, [id]);
      else ids.push(id);
      return true;
    },
  });
}
