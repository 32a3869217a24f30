import type { AddressRanges } from '../../policy/index.ts';
import type { Words } from './ipv6-words.ts';
import type { Address } from './parse-address.ts';

/** Whether an address is a member. Allocates nothing. */
export type AddressMatcher = (address: Address) => boolean;

const V6_STRIDE = 8;

/** Builds a lookup by binary search. `ranges` must be what `compileRanges` makes: sorted, without overlap. */
export function createAddressMatcher(ranges: AddressRanges): AddressMatcher {
  const v4 = Uint32Array.from(ranges.v4);
  const v6 = Uint32Array.from(ranges.v6);
  return (address) => (address.kind === 4 ? holdsV4(v4, address.value) : holdsV6(v6, address.words));
}

/** Whether any of the matchers holds the address; false for none. */
export function matchesAny(matchers: readonly AddressMatcher[], address: Address): boolean {
  for (const matches of matchers) if (matches(address)) return true;
  return false;
}

function holdsV4(ranges: Uint32Array, value: number): boolean {
  let low = 0;
  let high = ranges.length >>> 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[2 * middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low > 0 && (ranges[2 * low - 1] as number) >= value;
}

function holdsV6(ranges: Uint32Array, words: Words): boolean {
  let low = 0;
  let high = ranges.length / V6_STRIDE;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareAt(ranges, V6_STRIDE * middle, words) <= 0) low = middle + 1;
    else high = middle;
  }
  return low > 0 && compareAt(ranges, V6_STRIDE * low - 4, words) >= 0;
}

function compareAt(ranges: Uint32Array, offset: number, words: Words): number {
  for (let index = 0; index < 4; index++) {
    const difference = (ranges[offset + index] as number) - (words[index] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}
