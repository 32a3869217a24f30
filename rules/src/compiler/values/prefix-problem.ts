import type { PrefixProblem } from '../../engine/address/index.ts';
import type { ProblemCode } from '../problems/index.ts';

/** Says why `text` is not a network. */
export function describePrefixProblem(
  text: string,
  problem: PrefixProblem,
): { code: ProblemCode; message: string; fix: string } {
  const shown = text.slice(0, 64);
  switch (problem.kind) {
    case 'syntax':
      return {
        code: 'invalid_address',
        message: `"${shown}" is not an address or network.`,
        fix: 'Write an IPv4 or IPv6 address in full, or a network such as 203.0.113.0/24 or 2001:db8::/32; no leading zeros, zones or ports.',
      };
    case 'length':
      return {
        code: 'invalid_address',
        message: `The length in "${shown}" is too long.`,
        fix: `Write a length of at most ${problem.longest}.`,
      };
    case 'host-bits':
      return {
        code: 'invalid_address',
        message: `"${shown}" is an address inside a network, not a network.`,
        fix: `Write ${problem.suggestion} for the network, or the address without its length.`,
      };
    case 'everything':
      return {
        code: 'everyone_listed',
        message: `"${shown}" is every address there is.`,
        fix: 'List the networks that are meant, or leave the restriction out.',
      };
    case 'spans-ipv4':
      return {
        code: 'invalid_address',
        message: `"${shown}" holds the IPv6 form of every IPv4 address.`,
        fix: 'List the IPv4 and IPv6 networks that are meant, each by itself.',
      };
  }
}
