import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Address, limitKeyOfAddress, parseAddress } from '../../../rules/src/engine/address/index.ts';

function addressOf(text: string): Address {
  const address = parseAddress(text);
  if (address === null) throw new Error(`no address: ${text}`);
  return address;
}

const keyOf = (text: string, ipv6PrefixLength: number) => limitKeyOfAddress(addressOf(text), ipv6PrefixLength);

describe('limitKeyOfAddress', () => {
  it.each([
    ['192.0.2.1', 64, '4-c0000201'],
    ['192.0.2.1', 32, '4-c0000201'],
    ['::ffff:192.0.2.1', 64, '4-c0000201'],
    ['::ffff:192.0.2.1', 32, '4-c0000201'],
    ['2001:db8:0:1::1', 64, '6-20010db800000001-64'],
    ['2001:db8:0:1:ffff:ffff:ffff:ffff', 64, '6-20010db800000001-64'],
    ['2001:db8:0:2::1', 64, '6-20010db800000002-64'],
    ['2001:db8:0:12ff::1', 56, '6-20010db800001200-56'],
    ['2001:db8:0:1300::1', 56, '6-20010db800001300-56'],
    ['2001:db8:ffff:ffff::1', 48, '6-20010db8ffff0000-48'],
    ['2001:db8:ffff:ffff::1', 33, '6-20010db880000000-33'],
    ['2001:db8:ffff:ffff::1', 32, '6-20010db800000000-32'],
    ['ffff:ffff:ffff:ffff::', 63, '6-fffffffffffffffe-63'],
  ])('counts %s by /%i under %s', (text, ipv6PrefixLength, key) => {
    expect(keyOf(text, ipv6PrefixLength)).toBe(key);
  });

  it('counts two addresses together where, and only where, their first bits are the same', () => {
    const word = fc.nat({ max: 0xffffffff });
    // Most bits shared, so that the one that differs lies on either side of the length.
    const pair = fc.tuple(word, word, word, word, fc.integer({ min: 0, max: 127 })).map(([a, b, c, d, flipped]) => {
      const one = [a, b, c, d] as const;
      const other = one.map((value, index) =>
        index === flipped >>> 5 ? (value ^ (1 << (31 - (flipped & 31)))) >>> 0 : value,
      );
      return { one, other: other as unknown as typeof one, flipped };
    });
    fc.assert(
      fc.property(pair, fc.integer({ min: 32, max: 64 }), ({ one, other, flipped }, length) => {
        const [a, b] = [one, other].map((words) => limitKeyOfAddress({ kind: 6, words }, length));
        expect(a === b).toBe(flipped >= length);
        expect(a).toMatch(/^6-[0-9a-f]{16}-[0-9]{2}$/);
      }),
    );
  });

  it('never gives two lengths one key: the first network of each is another client', () => {
    const keys = Array.from({ length: 33 }, (_, index) => keyOf('2001:db8::1', 32 + index));
    expect(new Set(keys).size).toBe(33);
  });
});
