import type { FeedPosition } from './store.ts';

/**
 * Reads a flat list item by item. Anything missing, of another type or left over at the end throws: an odd answer must never
 * look like "admitted" or "not revoked".
 */
export class FlatReader {
  readonly #items: readonly unknown[];
  readonly #odd: (at: number) => Error;
  #at: number;

  /** @param odd what to throw where the item of that number is not what it must be @param from number of the first item to read */
  constructor(items: readonly unknown[], odd: (at: number) => Error, from = 0) {
    this.#items = items;
    this.#odd = odd;
    this.#at = from;
  }

  any(): unknown {
    if (this.#at >= this.#items.length) throw this.odd();
    this.#at += 1;
    return this.#items[this.#at - 1];
  }

  text(): string {
    const item = this.#items[this.#at];
    if (typeof item !== 'string') throw this.odd();
    this.#at += 1;
    return item;
  }

  textOrNull(): string | null {
    if (this.#items[this.#at] !== null) return this.text();
    this.#at += 1;
    return null;
  }

  /** Finite. */
  number(): number {
    const item = this.#items[this.#at];
    if (typeof item !== 'number' || !Number.isFinite(item)) throw this.odd();
    this.#at += 1;
    return item;
  }

  /** A whole number, not below 0, as such or written out. */
  integer(): number {
    const item = this.#items[this.#at];
    const number = typeof item === 'string' && /^\d{1,16}$/.test(item) ? Number(item) : item;
    if (!Number.isSafeInteger(number) || (number as number) < 0) throw this.odd();
    this.#at += 1;
    return number as number;
  }

  /** 0 or 1. */
  flag(): boolean {
    const number = this.integer();
    if (number !== 0 && number !== 1) throw this.odd();
    return number === 1;
  }

  /** Which of some words, by its number from 0. */
  choice<T>(words: readonly T[]): T {
    const word = words[this.integer()];
    if (word === undefined) throw this.odd();
    return word;
  }

  position(): FeedPosition {
    const epoch = this.text();
    if (epoch === '') throw this.odd();
    return { epoch, version: this.integer(), mark: this.text() };
  }

  hasMore(): boolean {
    return this.#at < this.#items.length;
  }

  /** All that is left, as texts. */
  rest(): readonly string[] {
    return Array.from({ length: this.#items.length - this.#at }, () => this.text());
  }

  /** There must be nothing left. */
  end(): void {
    if (this.hasMore()) throw this.odd();
  }

  /** What to throw where the item to be read next is not what it must be. */
  odd(): Error {
    return this.#odd(this.#at);
  }
}
