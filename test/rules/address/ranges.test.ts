import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Address,
  compileRanges,
  createAddressMatcher,
  matchesAny,
  type Prefix,
  parseAddress,
  parsePrefix,
} from '../../../rules/src/engine/address/index.ts';
import type { Words32 } from '../../../rules/src/policy/index.ts';

function prefixes(...texts: readonly string[]): readonly Prefix[] {
  return texts.map((text) => {
    const prefix = parsePrefix(text);
    if ('problem' in prefix) throw new Error(text);
    return prefix;
  });
}

function address(text: string): Address {
  const parsed = parseAddress(text);
  if (parsed === null) throw new Error(text);
  return parsed;
}

/** Bits of an address as text: the slow and obvious way to compare networks. */
function bits(words: readonly number[]): string {
  return words.map((word) => word.toString(2).padStart(32, '0')).join('');
}

function wordsOf(item: Address | Prefix): readonly number[] {
  return item.kind === 4 ? [item.value] : item.words;
}

function holds(prefix: Prefix, candidate: Address | Prefix): boolean {
  return (
    prefix.kind === candidate.kind &&
    bits(wordsOf(prefix)).slice(0, prefix.length) === bits(wordsOf(candidate)).slice(0, prefix.length)
  );
}

function cut(words: readonly number[], length: number): number[] {
  const text = bits(words)
    .slice(0, length)
    .padEnd(words.length * 32, '0');
  return words.map((_, index) => Number.parseInt(text.slice(32 * index, 32 * index + 32), 2));
}

/** The prefixes that ranges are written with, five numbers each. */
function networksOf(v6: Words32): Extract<Prefix, { kind: 6 }>[] {
  return Array.from({ length: v6.length / 5 }, (_, index) => {
    const [a = 0, b = 0, c = 0, d = 0, length = 0] = Array.from(v6.slice(5 * index, 5 * index + 5));
    return { kind: 6, words: [a, b, c, d], length };
  });
}

/** Few distinct words, so that networks overlap, touch and repeat. */
const word = fc.oneof(
  fc.constantFrom(0, 1, 2, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff),
  fc.integer({ min: 0, max: 0xffffffff }),
);
const words = fc.tuple(word, word, word, word);
const prefix: fc.Arbitrary<Prefix> = fc.oneof(
  fc
    .record({ value: word, length: fc.integer({ min: 1, max: 32 }) })
    .map(({ value, length }): Prefix => ({ kind: 4, value: cut([value], length)[0] ?? 0, length })),
  fc.record({ words, length: fc.integer({ min: 1, max: 128 }) }).map(({ words: all, length }): Prefix => {
    const [a = 0, b = 0, c = 0, d = 0] = cut(all, length);
    return { kind: 6, words: [a, b, c, d], length };
  }),
);
const candidate: fc.Arbitrary<Address> = fc.oneof(
  word.map((value): Address => ({ kind: 4, value })),
  words.map((all): Address => ({ kind: 6, words: all })),
);

/** The addresses at and around the edges of the networks, where mistakes are. */
function edges(list: readonly Prefix[]): Address[] {
  return list.flatMap((item) => {
    const first = wordsOf(item);
    const last = bits(first)
      .slice(0, item.length)
      .padEnd(first.length * 32, '1');
    const numbers = [
      BigInt(`0b${bits(first)}`) - 1n,
      BigInt(`0b${bits(first)}`),
      BigInt(`0b${last}`),
      BigInt(`0b${last}`) + 1n,
    ];
    const size = BigInt(first.length * 32);
    return numbers
      .filter((number) => number >= 0n && number < 1n << size)
      .map((number): Address => {
        const [a = 0, b = 0, c = 0, d = 0] = first.map((_, index) =>
          Number((number >> (size - 32n * BigInt(index + 1))) & 0xffffffffn),
        );
        return item.kind === 4 ? { kind: 4, value: a } : { kind: 6, words: [a, b, c, d] };
      });
  });
}

describe('ranges', () => {
  it('merge networks that overlap or touch, whatever their order', () => {
    const ranges = compileRanges(prefixes('10.128.0.0/9', '10.1.0.0/16', '10.0.0.0/9', '11.0.0.0/8', '192.0.2.1'));
    expect(ranges).toEqual({ v4: [0x0a000000, 0x0bffffff, 0xc0000201, 0xc0000201], v6: [] });
  });

  it('join IPv6 networks into the fewest, whatever their order', () => {
    const list = ['2001:db8:1::/48', '2001:db8::/48', '2001:db8::5', '2001:db8:2::/47', '2001:db8:5::/48'];
    const joined = [0x20010db8, 0, 0, 0, 46, 0x20010db8, 0x00050000, 0, 0, 48];
    expect(compileRanges(prefixes(...list))).toEqual({ v4: [], v6: joined });
    expect(compileRanges(prefixes(...list.reverse()))).toEqual({ v4: [], v6: joined });
  });

  it('are the same as an array and as a view of bytes, which is searched where it lies', () => {
    const { v4, v6 } = compileRanges(prefixes('10.0.0.0/8', '2001:db8::/32'));
    const view = { v4: Uint32Array.from(v4), v6: Uint32Array.from(v6) };
    const matches = createAddressMatcher(view);
    const texts = ['10.1.2.3', '11.0.0.0', '2001:db8::1', '2001:db9::'];
    expect(texts.map((text) => matches(address(text)))).toEqual([true, false, true, false]);
    view.v4.fill(0);
    expect(matches(address('10.1.2.3'))).toBe(false);
  });

  it('reach the last address', () => {
    const matches = createAddressMatcher(compileRanges(prefixes('255.255.255.255', 'ffff::/16')));
    expect(matches(address('255.255.255.255'))).toBe(true);
    expect(matches(address('ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'))).toBe(true);
    expect(matches(address('255.255.255.254'))).toBe(false);
  });

  it('hold nothing when empty', () => {
    const matches = createAddressMatcher({ v4: [], v6: [] });
    expect([matches(address('0.0.0.0')), matches(address('::'))]).toEqual([false, false]);
    expect(matchesAny([], address('::1'))).toBe(false);
  });

  it('keep the families apart, and match mapped addresses as IPv4', () => {
    const matches = createAddressMatcher(compileRanges(prefixes('10.0.0.0/8')));
    expect(matches(address('::ffff:10.0.0.1'))).toBe(true);
    expect(matches(address('2001:db8::1'))).toBe(false);
  });

  it('agree with comparing bit by bit, around every edge', () => {
    fc.assert(
      fc.property(fc.array(prefix, { maxLength: 12 }), fc.array(candidate, { maxLength: 8 }), (list, others) => {
        const matches = createAddressMatcher(compileRanges(list));
        for (const item of [...others, ...edges(list)])
          expect(matches(item)).toBe(list.some((network) => holds(network, item)));
      }),
      { numRuns: 500 },
    );
  });

  it('do not depend on the order or on repetition, and are as short as can be', () => {
    fc.assert(
      fc.property(fc.array(prefix, { maxLength: 12 }), (list) => {
        const ranges = compileRanges(list);
        expect(compileRanges([...list].reverse().concat(list))).toEqual(ranges);
        for (let index = 2; index < ranges.v4.length; index += 2)
          expect(ranges.v4[index]).toBeGreaterThan((ranges.v4[index - 1] ?? 0) + 1);
        const networks = networksOf(ranges.v6);
        for (const [index, network] of networks.entries()) {
          const before = networks[index - 1];
          if (before === undefined) continue;
          expect(holds(before, { kind: 6, words: network.words })).toBe(false);
          expect(bits(before.words) < bits(network.words)).toBe(true);
          const isSplit = before.length === network.length && holds({ ...before, length: before.length - 1 }, network);
          expect(isSplit).toBe(false);
        }
      }),
    );
  });

  it('of several lists match where one does', () => {
    const lists = [prefixes('10.0.0.0/8'), prefixes('2001:db8::/32')].map((list) =>
      createAddressMatcher(compileRanges(list)),
    );
    expect(['10.1.1.1', '2001:db8::5', '11.0.0.1'].map((text) => matchesAny(lists, address(text)))).toEqual([
      true,
      true,
      false,
    ]);
  });
});
