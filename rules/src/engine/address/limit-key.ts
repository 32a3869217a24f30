import type { Address } from './parse-address.ts';
import { wordMask } from './parse-prefix.ts';

/** Bits of an IPv6 address that count as one client where nothing else is said: a customer is given a /64 at least. */
export const DEFAULT_IPV6_PREFIX_LENGTH = 64;

/**
 * Key under which limits count a client, of `[0-9a-f-]` only: an IPv4 address whole, an IPv6 address by its first
 * `ipv6PrefixLength` bits, at most 64. The length is a part of the key, so that no two networks share one.
 */
export function limitKeyOfAddress(address: Address, ipv6PrefixLength = DEFAULT_IPV6_PREFIX_LENGTH): string {
  if (address.kind === 4) return `4-${hex(address.value)}`;
  const [first, second] = address.words;
  const network = hex(first & wordMask(ipv6PrefixLength)) + hex(second & wordMask(ipv6PrefixLength - 32));
  return `6-${network}-${ipv6PrefixLength}`;
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
