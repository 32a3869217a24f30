const OCTET = /^(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])$/;
/** `255.255.255.255`. */
const MAX_CHARACTERS = 15;

/** Reads exactly four decimal octets without leading zeros, as an unsigned 32-bit number; `null` for anything else. */
export function parseIpv4(text: string): number | null {
  if (text.length > MAX_CHARACTERS) return null;
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every((octet) => OCTET.test(octet))) return null;
  return octets.reduce((value, octet) => value * 256 + Number(octet), 0);
}

/** Dotted decimal form of an unsigned 32-bit number. */
export function formatIpv4(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 0xff}.${(value >>> 8) & 0xff}.${value & 0xff}`;
}
