import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress } from '../../../rules/src/engine/address/index.ts';

const word = fc.integer({ min: 0, max: 0xffffffff });

function formatted(text: string): string | null {
  const address = parseAddress(text);
  return address === null ? null : formatAddress(address);
}

describe('parseAddress', () => {
  it.each([
    ['0.0.0.0', '0.0.0.0'],
    ['255.255.255.255', '255.255.255.255'],
    ['::', '::'],
    ['::1', '::1'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['::FFFF:a00:1', '10.0.0.1'],
    ['0:0:0:0:0:ffff:0a00:0001', '10.0.0.1'],
  ])('reads %s as %s', (text, expected) => {
    expect(formatted(text)).toBe(expected);
  });

  it.each([
    '',
    ' ',
    '1',
    '127.1',
    '1.2.3',
    '1.2.3.4.5',
    '012.0.0.1',
    '01.2.3.4',
    '1.2.3.04',
    '0x7f.0.0.1',
    '0x7f.1',
    '2130706433',
    '256.1.1.1',
    '1.2.3.4 ',
    ' 1.2.3.4',
    '1.2.3.4\n',
    '1.2.3.4/32',
    '1.2.3.4:80',
    '+1.2.3.4',
    '-1.2.3.4',
    '1..2.3',
    '１.2.3.4',
    '١.2.3.4',
    '1.2.3.4.',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4::5:6:7:8',
    '12345::',
    'g::',
    '[::1]',
    '::1%eth0',
    'fe80::1%1',
    '::1]:80',
    '::1.2.3.4',
    '::102:304',
    '::2',
    '::ffff:1.2.3',
    '::ffff:01.2.3.4',
    '::ffff:1.2.3.4.5',
    '1.2.3.4::',
    '1.2.3.4::1',
    '::1.2.3.4:5',
    '::ffff:10.0.0.1 ',
    '2001:db8::１',
    '1:',
    ':1',
    '1:2:3:4:5:6:7:',
    ':1:2:3:4:5:6:7',
    '::'.padEnd(60, '0'),
  ])('refuses %j', (text) => {
    expect(parseAddress(text)).toBeNull();
  });

  it('agrees with ipaddr.js on every IPv6 address, and writes it as RFC 5952 does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), { minLength: 8, maxLength: 8 }),
        (groups) => {
          const text = groups.map((group) => group.toString(16)).join(':');
          const reference = ipaddr.IPv6.parse(text);
          const isCompatible =
            groups.slice(0, 6).every((group) => group === 0) && (groups[6] !== 0 || (groups[7] ?? 0) > 1);
          if (isCompatible) expect(formatted(text)).toBeNull();
          else
            expect(formatted(text)).toBe(
              reference.isIPv4MappedAddress() ? reference.toIPv4Address().toString() : reference.toRFC5952String(),
            );
        },
      ),
    );
  });

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(word, fc.tuple(word, word, word, word), (value, words) => {
        expect(parseAddress(formatAddress({ kind: 4, value }))).toEqual({ kind: 4, value });
        fc.pre(words[0] !== 0);
        expect(parseAddress(formatAddress({ kind: 6, words }))).toEqual({ kind: 6, words });
      }),
    );
  });

  it('accepts no IPv6 text that the platform refuses', () => {
    const text = fc.string({ unit: fc.constantFrom(...'0123456789abcfF:.%[]/ '), maxLength: 24 });
    fc.assert(
      fc.property(text, (candidate) => parseAddress(candidate)?.kind !== 6 || isIPv6(candidate)),
      { numRuns: 5000 },
    );
  });
});
