import { type InnerList, type Item, isInnerList, parseDictionary, Token } from 'structured-headers';

/** Who may use a feature: everyone, or `self` and origins. */
export type Allowlist = '*' | readonly string[];

/** Feature by feature, only those whom both let in; a feature that one alone names stays as it is there. */
export function strictestPermissions(theirs: string, ours: string): string {
  const [a, b] = [parsePermissions(theirs), parsePermissions(ours)];
  if (a === null || b === null) return ours;
  const joined = new Map(b);
  for (const [feature, allowed] of a) joined.set(feature, both(allowed, b.get(feature) ?? '*'));
  return formatPermissions(joined);
}

function both(a: Allowlist, b: Allowlist): Allowlist {
  if (a === '*') return b;
  return b === '*' ? a : a.filter((entry) => b.includes(entry));
}

export function formatPermissions(permissions: ReadonlyMap<string, Allowlist>): string {
  return [...permissions].map(([feature, allowed]) => `${feature}=${formatAllowlist(allowed)}`).join(', ');
}

function formatAllowlist(allowed: Allowlist): string {
  if (allowed === '*') return '*';
  const entries = allowed.map((entry) => (entry === 'self' || entry === 'src' ? entry : JSON.stringify(entry)));
  return `(${entries.join(' ')})`;
}

/** `null` where browsers ignore the header, because it is not a dictionary (Permissions Policy section 5.2, RFC 9651). */
export function parsePermissions(value: string): ReadonlyMap<string, Allowlist> | null {
  try {
    return new Map([...parseDictionary(value)].map(([feature, member]) => [feature, allowlistOf(member)]));
  } catch {
    return null;
  }
}

function allowlistOf(member: Item | InnerList): Allowlist {
  const entries = (isInnerList(member) ? member[0] : [member]).map(([entry]) =>
    entry instanceof Token ? entry.toString() : typeof entry === 'string' ? entry : null,
  );
  if (entries.includes('*')) return '*';
  return [...new Set(entries.filter((entry): entry is string => entry !== null && /^[\x20-\x7e]+$/.test(entry)))];
}
