import type { FeedPosition } from '../store.ts';
import type { ScriptName } from './scripts.ts';
import { RedisStateError } from './state-error.ts';

/**
 * The reply of a script, read item by item. Anything missing, of another type or left over at the end throws: an odd
 * reply must never look like "admitted" or "not revoked".
 */
export interface Reply {
  readonly text: () => string;
  /** A whole number, not below 0, as such or written out. */
  readonly integer: () => number;
  /** 0 or 1. */
  readonly flag: () => boolean;
  /** Which of some words, by its number from 0. */
  readonly choice: <T>(words: readonly T[]) => T;
  readonly position: () => FeedPosition;
  readonly hasMore: () => boolean;
  /** All that is left, as texts. */
  readonly rest: () => readonly string[];
  /** There must be nothing left. */
  readonly end: () => void;
}

export function readReply(name: ScriptName, value: unknown): Reply {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  let at = 1;
  const odd = (): RedisStateError => new RedisStateError(`Redis answered oddly to "${name}", at item ${at}`);
  if (items[0] !== name) throw odd();
  const text = (): string => {
    const item = items[at];
    if (typeof item !== 'string') throw odd();
    at += 1;
    return item;
  };
  const integer = (): number => {
    const item = items[at];
    const number = typeof item === 'string' && /^\d{1,16}$/.test(item) ? Number(item) : item;
    if (!Number.isSafeInteger(number) || (number as number) < 0) throw odd();
    at += 1;
    return number as number;
  };
  return {
    text,
    integer,
    flag: () => {
      const number = integer();
      if (number !== 0 && number !== 1) throw odd();
      return number === 1;
    },
    choice: (words) => {
      const word = words[integer()];
      if (word === undefined) throw odd();
      return word;
    },
    position: () => {
      const epoch = text();
      if (epoch === '') throw odd();
      return { epoch, version: integer(), mark: text() };
    },
    hasMore: () => at < items.length,
    rest: () => Array.from({ length: items.length - at }, text),
    end: () => {
      if (at !== items.length) throw odd();
    },
  };
}
