import { type Address, compileRanges, createAddressMatcher, parsePrefix } from './address/index.ts';

/**
 * Matcher for a tenant's own address list. What cannot be read holds nobody: the policy was checked when it was written.
 * @param prefixes CIDR notation, as the admin API stored them
 */
export function createTenantAddressMatcher(prefixes: readonly string[]): (address: Address) => boolean {
  const readable = prefixes.flatMap((text) => {
    const prefix = parsePrefix(text);
    return 'problem' in prefix ? [] : [prefix];
  });
  return createAddressMatcher(compileRanges(readable));
}
