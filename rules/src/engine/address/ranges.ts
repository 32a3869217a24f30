import type { AddressRanges } from '../../policy/index.ts';
import { type Prefix, wordMask } from './parse-prefix.ts';

interface Range {
  readonly first: bigint;
  last: bigint;
}

/** Merges networks into sorted ranges that neither overlap nor touch. The order of `prefixes` does not matter. */
export function compileRanges(prefixes: readonly Prefix[]): AddressRanges {
  const v4: Range[] = [];
  const v6: Range[] = [];
  for (const prefix of prefixes) {
    if (prefix.kind === 4) v4.push(rangeOf([prefix.value], prefix.length));
    else v6.push(rangeOf(prefix.words, prefix.length));
  }
  return {
    v4: merge(v4).flatMap((range) => [...wordsOf(range.first, 1), ...wordsOf(range.last, 1)]),
    v6: merge(v6).flatMap((range) => [...wordsOf(range.first, 4), ...wordsOf(range.last, 4)]),
  };
}

function rangeOf(words: readonly number[], length: number): Range {
  const last = words.map((word, index) => (word | ~wordMask(length - 32 * index)) >>> 0);
  return { first: numberOf(words), last: numberOf(last) };
}

function merge(ranges: Range[]): Range[] {
  ranges.sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  const merged: Range[] = [];
  for (const range of ranges) {
    const previous = merged.at(-1);
    if (previous === undefined || range.first > previous.last + 1n) merged.push({ ...range });
    else if (range.last > previous.last) previous.last = range.last;
  }
  return merged;
}

function numberOf(words: readonly number[]): bigint {
  return words.reduce((sum, word) => (sum << 32n) | BigInt(word), 0n);
}

function wordsOf(number: bigint, count: number): number[] {
  return Array.from({ length: count }, (_, index) =>
    Number((number >> BigInt(32 * (count - 1 - index))) & 0xffffffffn),
  );
}
