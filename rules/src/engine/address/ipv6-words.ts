import ipaddr from 'ipaddr.js';
import { parseIpv4 } from './ipv4.ts';

/** An IPv6 address as four unsigned 32-bit numbers, most significant first. */
export type Words = readonly [number, number, number, number];

/** Groups of one to four digits and at most one gap: what the library reads beyond these (zones, octal parts) is refused before it. */
const HEX = /^(?!.*::.*::)(?!.*:::)[0-9a-fA-F:]{2,39}$/;
const EMBEDDED_IPV4 = /^(.*:)([0-9.]+)$/;

/** Reads the text forms of RFC 4291 section 2.2; `null` for anything else, zone ids and brackets included. */
export function parseIpv6Words(text: string): Words | null {
  const hex = text.includes('.') ? withoutDots(text) : text;
  if (hex === null || !HEX.test(hex) || hex.split(':').some((group) => group.length > 4) || !ipaddr.IPv6.isValid(hex))
    return null;
  const { parts } = ipaddr.IPv6.parse(hex);
  // RFC 4291 section 2.2: `::` stands for one group or more.
  if (hex.includes('::') && hex.split(':').filter((group) => group !== '').length > 7) return null;
  const word = (index: number): number => (((parts[index] ?? 0) << 16) | (parts[index + 1] ?? 0)) >>> 0;
  return [word(0), word(2), word(4), word(6)];
}

/** The canonical text form of RFC 5952. */
export function formatIpv6Words(words: Words): string {
  return new ipaddr.IPv6(words.flatMap((word) => [word >>> 16, word & 0xffff])).toRFC5952String();
}

/** Writes an IPv4 tail as two groups, since the library reads `::10.0.0.1` as another address than RFC 4291 does. */
function withoutDots(text: string): string | null {
  const [, head, tail] = EMBEDDED_IPV4.exec(text) ?? [];
  const value = tail === undefined ? null : parseIpv4(tail);
  if (head === undefined || value === null) return null;
  return `${head}${(value >>> 16).toString(16)}:${(value & 0xffff).toString(16)}`;
}
