import ipaddr from 'ipaddr.js';
import { parseIpv4 } from './ipv4.ts';

/** An IPv6 address as four unsigned 32-bit numbers, most significant first. */
export type Words = readonly [number, number, number, number];

/** The longest form: six groups of four digits and a dotted IPv4 address. */
const MAX_CHARACTERS = 45;
/** What the library reads beyond these characters (zones, octal parts) is refused before it. */
const HEX = /^[0-9a-fA-F:]{2,39}$/;

/** Reads the text forms of RFC 4291 section 2.2; `null` for anything else, zone ids and brackets included. */
export function parseIpv6Words(text: string): Words | null {
  if (text.length > MAX_CHARACTERS) return null;
  const hex = text.includes('.') ? withoutDots(text) : text;
  if (hex === null || !isGroups(hex) || !ipaddr.IPv6.isValid(hex)) return null;
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

/** Groups of one to four digits, with at most one gap between them. */
function isGroups(text: string): boolean {
  const gap = text.indexOf('::');
  const hasOneGap = gap === text.lastIndexOf('::');
  return HEX.test(text) && hasOneGap && text.split(':').every((group) => group.length <= 4);
}

/** Writes an IPv4 tail as two groups, since the library reads `::10.0.0.1` as another address than RFC 4291 does. */
function withoutDots(text: string): string | null {
  const colon = text.lastIndexOf(':') + 1;
  const value = parseIpv4(text.slice(colon));
  if (colon === 0 || value === null) return null;
  return `${text.slice(0, colon)}${(value >>> 16).toString(16)}:${(value & 0xffff).toString(16)}`;
}
