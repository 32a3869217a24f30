import { formatIpv4, parseIpv4 } from './ipv4.ts';
import { formatIpv6Words, parseIpv6Words, type Words } from './ipv6-words.ts';

/** A client or network address. IPv4-mapped IPv6 addresses are always kind 4. Numbers are unsigned 32-bit. */
export type Address = { readonly kind: 4; readonly value: number } | { readonly kind: 6; readonly words: Words };

/** Reads one address strictly; `null` where another parser might read it otherwise (octal, short, zone, brackets, port). */
export function parseAddress(text: string): Address | null {
  if (!text.includes(':')) {
    const value = parseIpv4(text);
    return value === null ? null : { kind: 4, value };
  }
  const words = parseIpv6Words(text);
  if (words === null) return null;
  if (isMapped(words)) return { kind: 4, value: words[3] };
  return isIpv4Compatible(words) ? null : { kind: 6, words };
}

/** The one canonical spelling: dotted decimal, or RFC 5952. */
export function formatAddress(address: Address): string {
  return address.kind === 4 ? formatIpv4(address.value) : formatIpv6Words(address.words);
}

/** Whether the words lie in `::ffff:0:0/96`. */
export function isMapped(words: Words): boolean {
  return words[0] === 0 && words[1] === 0 && words[2] === 0xffff;
}

/** RFC 4291 section 2.5.5.1 deprecates `::a.b.c.d`; `::` and `::1` share its range and are addresses of their own. */
function isIpv4Compatible(words: Words): boolean {
  return words[0] === 0 && words[1] === 0 && words[2] === 0 && words[3] > 1;
}
