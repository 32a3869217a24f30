import { formatIpv4, parseIpv4 } from './ipv4.ts';
import { formatIpv6Words, parseIpv6Words, type Words } from './ipv6-words.ts';
import { isMapped, parseAddress } from './parse-address.ts';

/** A network: its first address and the count of leading bits that all its members share. */
export type Prefix =
  | { readonly kind: 4; readonly value: number; readonly length: number }
  | { readonly kind: 6; readonly words: Words; readonly length: number };

/**
 * Why a text is not a prefix. `host-bits`: bits are set after the length, `suggestion` is the network that holds the
 * address. `everything`: the length is 0. `spans-ipv4`: an IPv6 network wider than `::ffff:0:0/96` that holds it, of
 * which it is unclear whether IPv4 clients are meant.
 */
export type PrefixProblem =
  | { readonly kind: 'syntax' }
  | { readonly kind: 'length'; readonly longest: 32 | 128 }
  | { readonly kind: 'host-bits'; readonly suggestion: string }
  | { readonly kind: 'everything' }
  | { readonly kind: 'spans-ipv4' };

/** What `parsePrefix` returns: the prefix, or why there is none. Distinguish them by `'problem' in result`. */
export type PrefixResult = Prefix | { readonly problem: PrefixProblem };

const LENGTH = /^(?:0|[1-9][0-9]{0,2})$/;

/** Reads `address/length`, or one address as a network of itself. A network inside `::ffff:0:0/96` becomes IPv4. */
export function parsePrefix(text: string): PrefixResult {
  const slash = text.indexOf('/');
  if (slash === -1) return parseSingle(text);
  const lengthText = text.slice(slash + 1);
  if (!LENGTH.test(lengthText)) return refuse({ kind: 'syntax' });
  const base = text.slice(0, slash);
  const value = parseIpv4(base);
  if (value !== null) return ipv4Prefix(value, Number(lengthText), Number(lengthText) > 32);
  const words = parseIpv6Words(base);
  return words === null ? refuse({ kind: 'syntax' }) : ipv6Prefix(words, Number(lengthText));
}

/** Canonical `address/length`. */
export function formatPrefix(prefix: Prefix): string {
  const base = prefix.kind === 4 ? formatIpv4(prefix.value) : formatIpv6Words(prefix.words);
  return `${base}/${prefix.length}`;
}

/** Mask with the first `length` bits of a 32-bit word set; lengths outside 0..32 are clamped. */
export function wordMask(length: number): number {
  if (length <= 0) return 0;
  return length >= 32 ? 0xffffffff : (0xffffffff << (32 - length)) >>> 0;
}

function parseSingle(text: string): PrefixResult {
  const address = parseAddress(text);
  if (address === null) return refuse({ kind: 'syntax' });
  return { ...address, length: address.kind === 4 ? 32 : 128 };
}

function ipv4Prefix(value: number, length: number, tooLong: boolean): PrefixResult {
  if (tooLong) return refuse({ kind: 'length', longest: 32 });
  if (length === 0) return refuse({ kind: 'everything' });
  const network = (value & wordMask(length)) >>> 0;
  if (network !== value) return refuse({ kind: 'host-bits', suggestion: `${formatIpv4(network)}/${length}` });
  return { kind: 4, value, length };
}

function ipv6Prefix(words: Words, length: number): PrefixResult {
  if (length > 128) return refuse({ kind: 'length', longest: 128 });
  if (length === 0) return refuse({ kind: 'everything' });
  if (isMapped(words) && length >= 96) return ipv4Prefix(words[3], length - 96, false);
  const network = networkOf(words, length);
  if (network.some((word, index) => word !== words[index])) {
    return refuse({ kind: 'host-bits', suggestion: `${formatIpv6Words(network)}/${length}` });
  }
  if (length < 96 && networkOf([0, 0, 0xffff, 0], length).every((word, index) => word === words[index])) {
    return refuse({ kind: 'spans-ipv4' });
  }
  return { kind: 6, words, length };
}

function networkOf(words: Words, length: number): Words {
  const cut = (index: 0 | 1 | 2 | 3): number => (words[index] & wordMask(length - 32 * index)) >>> 0;
  return [cut(0), cut(1), cut(2), cut(3)];
}

function refuse(problem: PrefixProblem): PrefixResult {
  return { problem };
}
