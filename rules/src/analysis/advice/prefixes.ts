import type { Prefix } from '../../engine/index.ts';
import type { Policy } from '../../policy/index.ts';
import { type Advice, createAdvice } from './catalogue/index.ts';
import type { WrittenPrefix, WrittenRules } from './written-rules.ts';

/** Prefixes shorter than these hold more than most companies own. */
const SHORTEST = { 4: 8, 6: 16 };
/** A bad export of a list overlaps everywhere; the first lines say it all. */
const MOST_OVERLAPS = 20;

/** Entries of one list that hold one another, and entries of unusual size. */
export function adviseOnPrefixes(policy: Policy, written: WrittenRules): readonly Advice[] {
  return Object.keys(policy.addresses).flatMap((list) => {
    const prefixes = written.prefixesOf(list);
    return [...overlaps(list, prefixes), ...wide(list, prefixes)];
  });
}

function overlaps(list: string, prefixes: readonly WrittenPrefix[]): readonly Advice[] {
  const pairs = contained(prefixes);
  const rest = pairs.length - MOST_OVERLAPS;
  return pairs.slice(0, MOST_OVERLAPS).map(({ inner, outer }, index) => {
    const same = inner.prefix.length === outer.prefix.length;
    const more = index === MOST_OVERLAPS - 1 && rest > 0 ? ` ${rest} more entries of the list overlap.` : '';
    return createAdvice(
      'overlapping_prefixes',
      inner.at,
      `${inner.text} in the list "${list}" ${same ? 'is' : 'lies in'} ${outer.text} (${outer.at}).${more}`,
      `Remove ${same ? 'one of the two' : 'it'}, or narrow ${outer.text}.`,
    );
  });
}

function wide(list: string, prefixes: readonly WrittenPrefix[]): readonly Advice[] {
  return prefixes
    .filter(({ prefix }) => prefix.length < SHORTEST[prefix.kind])
    .map(({ text, at, prefix }) =>
      createAdvice(
        'wide_network',
        at,
        `${text} in the list "${list}" is wider than /${SHORTEST[prefix.kind]}.`,
        'List the networks that are meant. If it is meant, leave it.',
      ),
    );
}

/** Entries that lie in an earlier one of the sorted list. CIDR networks nest or are apart, so the latest wide one is enough. */
function contained(prefixes: readonly WrittenPrefix[]): readonly { inner: WrittenPrefix; outer: WrittenPrefix }[] {
  const sorted = prefixes
    .map((entry, index) => ({ entry, key: keyOf(entry.prefix), index }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.index - b.index));
  const found: { inner: WrittenPrefix; outer: WrittenPrefix; index: number }[] = [];
  let last: { entry: WrittenPrefix; bits: string } | null = null;
  for (const { entry, key, index } of sorted) {
    const bits = key.slice(0, 1 + entry.prefix.length);
    if (last !== null && key.startsWith(last.bits)) found.push({ inner: entry, outer: last.entry, index });
    else last = { entry, bits };
  }
  return found.sort((a, b) => a.index - b.index);
}

/** Whether two networks have an address in common: one then lies in the other. */
export function overlap(a: Prefix, b: Prefix): boolean {
  const bits = 1 + Math.min(a.length, b.length);
  return keyOf(a).slice(0, bits) === keyOf(b).slice(0, bits);
}

/** The kind and all bits of the address, then the length: wider networks sort before those in them. */
function keyOf(prefix: Prefix): string {
  const words = prefix.kind === 4 ? [prefix.value] : prefix.words;
  const bits = words.map((word) => word.toString(2).padStart(32, '0')).join('');
  return `${prefix.kind}${bits}${String(prefix.length).padStart(3, '0')}`;
}
