import {
  joinDirections,
  type KeyOrders,
  ladder,
  listWords,
  moreIsLooser,
  type Order,
  orderOf,
  wordsOf,
} from '../../analysis/diff/order/index.ts';
import { memberOrder } from '../member-order.ts';
import type { CookieNames, CookiePrefix, CookieRule } from './policy.ts';

const KEY_ORDERS: KeyOrders<CookieRule> = {
  domain: { words: (value) => `domain ${value}`, order: ladder('host', 'keep') },
  httpOnly: { words: (value) => `httpOnly ${namesWords(value)}`, order: namesOrder },
  sameSite: { words: (value) => `sameSite ${value}`, order: ladder('strict', 'lax', 'origin', 'none') },
  partitioned: { words: (value) => (value ? 'partitioned' : 'not partitioned'), order: ladder<boolean>(true, false) },
  prefixes: {
    words: (value) => `prefix ${listWords(value.map(({ name, prefix }) => prefix + name))}`,
    order: prefixOrder,
  },
};

export const diff = {
  cookies: memberOrder('cookies', 'cookies', (rule) => wordsOf(KEY_ORDERS, rule), orderOf(KEY_ORDERS)),
};

function namesWords({ kind, names }: CookieNames): string {
  if (kind === 'only') return listWords(names);
  return names.length === 0 ? 'all' : `all but ${listWords(names)}`;
}

/** Each cookie that scripts may read, and could not before, loosens. */
function namesOrder(old: CookieNames, next: CookieNames): ReturnType<Order<CookieNames>> {
  if (old.kind === next.kind)
    return old.kind === 'allBut' ? moreIsLooser(old.names, next.names) : moreIsLooser(next.names, old.names);
  if (next.kind === 'only') return 'loosened';
  return old.names.some((name) => next.names.includes(name)) ? 'loosened' : 'tightened';
}

const prefixLadder = ladder<CookiePrefix['prefix'] | undefined>('__Host-', '__Secure-', undefined);

function prefixOrder(old: readonly CookiePrefix[], next: readonly CookiePrefix[]): ReturnType<Order<unknown>> {
  const prefixIn = (list: readonly CookiePrefix[], name: string) => list.find((each) => each.name === name)?.prefix;
  const names = new Set([...old, ...next].map(({ name }) => name));
  return joinDirections([...names].map((name) => prefixLadder(prefixIn(old, name), prefixIn(next, name))));
}
