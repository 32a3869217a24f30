import { ConfigurationError } from '../errors.ts';
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
 * that they share. When it is full of contexts that still count, further requests are refused.
 */
export function memoryReplayStore(options: MemoryReplayStoreOptions = {}): ReplayStore {
  const maxEntries = options.maxEntries ?? 100_000;
  if (!Number.isSafeInteger(maxEntries) || maxEntries < 1)
    throw new ConfigurationError('"maxEntries" option must be a whole number, 1 or more.');
  const now = options.now ?? Date.now;
  /** Until when, in milliseconds, in the order in which they came. */
  const used = new Map<string, number>();
  const forgetOld = (nowMs: number): void => {
    for (const [id, untilMs] of used) {
      // Lives differ by seconds, so one that came later may end before: it waits for its turn.
      if (untilMs > nowMs) return;
      used.delete(id);
    }
  };
  return Object.freeze({
    claim(id: string, seconds: number) {
      const nowMs = now();
      forgetOld(nowMs);
      if (used.has(id)) return false;
      if (used.size >= maxEntries) throw new RangeError('the replay store is full');
      used.set(id, nowMs + seconds * 1000);
      return true;
    },
  });
}
