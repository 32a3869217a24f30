import { type Address, formatAddress, formatPrefix } from '../../../engine/index.ts';
import type { AddressRanges } from '../../../policy/index.ts';
import { type Interval, type Intervals, intersect, subtract, unite } from './intervals.ts';

/** Client addresses, and whether a client whose address is unknown is among them. */
export interface AddressSet {
  readonly v4: Intervals;
  readonly v6: Intervals;
  readonly unknown: boolean;
}

/** A prefix of IPv6: four words and a length. */
const V6_NUMBERS = 5;
/** Of the ranges for documentation (RFC 5737, 3849): what witnesses come from where they may. */
const SOME_V4 = [0xc000_0201n, 0xcb00_7107n, 0xc633_6407n];
const LAST_V4 = 0xffff_ffffn;
const LAST_V6 = (1n << 128n) - 1n;
/** Mapped addresses count as IPv4; `::a.b.c.d` is not read that way, except for `::` and `::1`. */
const V6_HOLES: Intervals = [
  [2n, 0xffff_ffffn],
  [0xffff_0000_0000n, 0xffff_ffff_ffffn],
];

export const EVERY_ADDRESS: AddressSet = {
  v4: [[0n, LAST_V4]],
  v6: subtract([[0n, LAST_V6]], V6_HOLES),
  unknown: true,
};

/** Members of compiled lists. */
export function addressSetOf(lists: readonly AddressRanges[]): AddressSet {
  return {
    v4: unite(lists.map(({ v4 }) => v4Intervals(v4))),
    v6: intersect(unite(lists.map(({ v6 }) => v6Intervals(v6))), EVERY_ADDRESS.v6),
    unknown: false,
  };
}

export function withoutAddresses(a: AddressSet, b: AddressSet): AddressSet {
  return { v4: subtract(a.v4, b.v4), v6: subtract(a.v6, b.v6), unknown: a.unknown && !b.unknown };
}

export function commonAddresses(a: AddressSet, b: AddressSet): AddressSet {
  return { v4: intersect(a.v4, b.v4), v6: intersect(a.v6, b.v6), unknown: a.unknown && b.unknown };
}

/** A member, `null` standing for the unknown address; `undefined` where there is no member. */
export function someAddress({ v4, v6, unknown }: AddressSet): Address | null | undefined {
  const [first4, first6] = [v4[0], v6[0]];
  const liked = SOME_V4.find((address) => v4.some(([first, last]) => first <= address && address <= last));
  if (first4 !== undefined) return { kind: 4, value: Number(liked ?? first4[0]) };
  if (first6 !== undefined) return { kind: 6, words: wordsOf(first6[0]) };
  return unknown ? null : undefined;
}

/** The members as prefixes; what is left out, where that is shorter. */
export function addressWords(set: AddressSet): readonly string[] {
  const members = prefixesOf(set);
  const others = prefixesOf(withoutAddresses(EVERY_ADDRESS, set));
  if (others.length === 0) return ['every address'];
  return others.length < members.length ? [`all but ${others.join(', ')}`] : members;
}

function prefixesOf({ v4, v6, unknown }: AddressSet): readonly string[] {
  return [
    ...v4.flatMap((interval) => split(interval, 32, (first) => formatAddress({ kind: 4, value: Number(first) }))),
    ...v6.flatMap((interval) =>
      split(interval, 128, (first, length) => formatPrefix({ kind: 6, words: wordsOf(first), length })),
    ),
    ...(unknown ? ['unknown address'] : []),
  ];
}

function split(
  [first, last]: Interval,
  bits: number,
  format: (first: bigint, length: number) => string,
): readonly string[] {
  const texts: string[] = [];
  for (let from = first; from <= last; ) {
    let free = 0;
    while (free < bits && ((from >> BigInt(free)) & 1n) === 0n && from + (1n << BigInt(free + 1)) - 1n <= last) free++;
    const text = format(from, bits - free);
    texts.push(text.includes('/') ? text : `${text}/${bits - free}`);
    from += 1n << BigInt(free);
  }
  return texts;
}

function v4Intervals(pairs: ArrayLike<number>): Intervals {
  const intervals: Interval[] = [];
  for (let index = 0; index < pairs.length; index += 2) {
    intervals.push([BigInt(pairs[index] ?? 0), BigInt(pairs[index + 1] ?? 0)]);
  }
  return intervals;
}

function v6Intervals(prefixes: ArrayLike<number>): Intervals {
  const intervals: Interval[] = [];
  for (let index = 0; index < prefixes.length; index += V6_NUMBERS) {
    const first = numberOf(prefixes, index, 4);
    intervals.push([first, first + (1n << BigInt(128 - (prefixes[index + 4] ?? 128))) - 1n]);
  }
  return intervals;
}

function numberOf(numbers: ArrayLike<number>, start: number, count: number): bigint {
  let value = 0n;
  for (let index = start; index < start + count; index++) value = (value << 32n) | BigInt(numbers[index] ?? 0);
  return value;
}

function wordsOf(value: bigint): readonly [number, number, number, number] {
  const word = (index: number): number => Number((value >> BigInt(32 * (3 - index))) & 0xffff_ffffn);
  return [word(0), word(1), word(2), word(3)];
}
