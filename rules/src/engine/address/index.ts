export { DEFAULT_IPV6_PREFIX_LENGTH, limitKeyOfAddress } from './limit-key.ts';
export { type AddressMatcher, createAddressMatcher, matchesAny } from './match.ts';
export { type Address, formatAddress, parseAddress } from './parse-address.ts';
export { formatPrefix, type Prefix, type PrefixProblem, type PrefixResult, parsePrefix } from './parse-prefix.ts';
export { compileRanges } from './ranges.ts';
