import { type AddressMatcher, compileRanges, createAddressMatcher, parsePrefix } from './address/index.ts';
import type { TenantPolicy } from './facts.ts';

/**
 * Matchers by list: a thousand prefixes take a millisecond to compile, and each request of the tenant needs them. A replica
 * hands out the same list until the policy changes; what the store answers is a new one each time, known by its text.
 */
const byList = new WeakMap<readonly string[], AddressMatcher>();
const byText = new Map<string, AddressMatcher>();
/** Tenants write the lists: their texts are bounded together, and a matcher is hardly larger than its text. */
const MAX_CHARACTERS = 512 * 1024;
let characters = 0;

/**
 * Matcher for a tenant's own address list, compiled once while lists like it are in use. An unreadable entry matches no address:
 * the policy was checked when it was written.
 * @param prefixes CIDR notation, as the admin API stored them; must not change afterwards
 */
export function createTenantAddressMatcher(prefixes: readonly string[]): AddressMatcher {
  const known = byList.get(prefixes);
  if (known !== undefined) return known;
  const text = JSON.stringify(prefixes);
  const matcher = byText.get(text) ?? compile(prefixes);
  byList.set(prefixes, matcher);
  remember(text, matcher);
  return matcher;
}

function compile(prefixes: readonly string[]): AddressMatcher {
  const readable = prefixes.flatMap((text) => {
    const prefix = parsePrefix(text);
    return 'problem' in prefix ? [] : [prefix];
  });
  return createAddressMatcher(compileRanges(readable));
}

/** The one that was used least recently goes first. */
function remember(text: string, matcher: AddressMatcher): void {
  if (byText.delete(text)) characters -= text.length;
  byText.set(text, matcher);
  characters += text.length;
  for (const [oldest] of byText) {
    if (characters <= MAX_CHARACTERS) return;
    byText.delete(oldest);
    characters -= oldest.length;
  }
}

/**
 * What holds if two policies of a tenant are known and neither is known to be newer: everything that either refuses is refused.
 * The addresses that are in both lists; if they have none in common, every address is refused.
 */
export function tightestPolicy(one: TenantPolicy | null, other: TenantPolicy | null): TenantPolicy | null {
  if (one === null || other === null) return one ?? other;
  const lists = [one.addresses, other.addresses].filter((list) => list.length > 0);
  const addresses = (lists[0] ?? []).filter((prefix) => lists.every((list) => list.includes(prefix)));
  return {
    suspended: one.suspended || other.suspended || (lists.length > 0 && addresses.length === 0),
    addresses,
    requireMfa: one.requireMfa || other.requireMfa,
    forbidActAs: one.forbidActAs || other.forbidActAs,
    notBefore: Math.max(one.notBefore, other.notBefore),
  };
}

/** A policy as it was kept. What it does not name, it does not demand: older ones name less. */
export function completeTenantPolicy(
  kept: Omit<TenantPolicy, 'forbidActAs'> & Partial<Pick<TenantPolicy, 'forbidActAs'>>,
): TenantPolicy {
  return { ...kept, forbidActAs: kept.forbidActAs ?? false };
}
