import type { AddressRanges, Words32 } from '../../policy/index.ts';
import type { Words } from './ipv6-words.ts';
import type { Address } from './parse-address.ts';
import { wordMask } from './parse-prefix.ts';

/** Whether an address is a member. Allocates nothing. */
export type AddressMatcher = (address: Address) => boolean;

const V4_STRIDE = 2;
const V6_STRIDE = 5;

/**
 * Builds a lookup by binary search. `ranges` must be what `compileRanges` makes: sorted, without overlap. Typed arrays
 * are searched where they lie, and must not change afterwards.
 */
export function createAddressMatcher(ranges: AddressRanges): AddressMatcher {
  const v4 = typed(ranges.v4);
  const v6 = typed(ranges.v6);
  return (address) => (address.kind === 4 ? holdsV4(v4, address.value) : holdsV6(v6, address.words));
}

/** Whether any of the matchers holds the address; false for none. */
export function matchesAny(matchers: readonly AddressMatcher[], address: Address): boolean {
  for (const matches of matchers) if (matches(address)) return true;
  return false;
}

function typed(words: Words32): Uint32Array {
  return words instanceof Uint32Array ? words : Uint32Array.from(words);
}

/** Only the last range that starts at or below an address can hold it. */
function holdsV4(ranges: Uint32Array, address: number): boolean {
  const value = address >>> 0;
  let low = 0;
  let high = ranges.length / V4_STRIDE;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[V4_STRIDE * middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low > 0 && (ranges[V4_STRIDE * low - 1] as number) >= value;
}

function holdsV6(prefixes: Uint32Array, words: Words): boolean {
  // Known to be unsigned 32-bit, the numbers are compared as such and not as floating-point ones.
  const first = words[0] >>> 0;
  const second = words[1] >>> 0;
  let low = 0;
  let high = prefixes.length / V6_STRIDE;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const offset = V6_STRIDE * middle;
    const word = prefixes[offset] as number;
    const isAtOrBelow = word === first ? restIsAtOrBelow(prefixes, offset, second, words) : word < first;
    if (isAtOrBelow) low = middle + 1;
    else high = middle;
  }
  return low > 0 && isInside(prefixes, V6_STRIDE * (low - 1), words);
}

function restIsAtOrBelow(prefixes: Uint32Array, offset: number, second: number, words: Words): boolean {
  const word = prefixes[offset + 1] as number;
  if (word !== second) return word < second;
  const third = prefixes[offset + 2] as number;
  return third === words[2] ? (prefixes[offset + 3] as number) <= words[3] : third < words[2];
}

function isInside(prefixes: Uint32Array, offset: number, words: Words): boolean {
  const length = prefixes[offset + 4] as number;
  for (let index = 0; index < 4; index++) {
    const differing = (prefixes[offset + index] as number) ^ (words[index] as number);
    if ((differing & wordMask(length - 32 * index)) !== 0) return false;
  }
  return true;
}
