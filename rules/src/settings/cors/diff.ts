import {
  by,
  type ChangeDirection,
  durationWords,
  greaterIsLooser,
  type KeyOrders,
  ladder,
  listWords,
  moreIsLooser,
  orderOf,
  wordsOf,
} from '../../analysis/diff/order/index.ts';
import { memberOrder } from '../member-order.ts';
import type { CorsRule } from './policy.ts';

const KEY_ORDERS: KeyOrders<CorsRule> = {
  // Which origins those are counts as access.
  origins: {
    words: (value) => (value === 'any' ? 'any origin' : 'named origins'),
    order: by((value) => value === 'any', ladder<boolean>(false, true)),
  },
  credentials: {
    words: (value) => (value ? 'with credentials' : 'without credentials'),
    order: ladder<boolean>(false, true),
  },
  headers: { words: (value) => `headers ${listWords(value)}`, order: moreIsLooser },
  expose: { words: (value) => `expose ${listWords(value)}`, order: moreIsLooser },
  maxAgeSeconds: { words: (value) => `maxAge ${durationWords(value)}`, order: greaterIsLooser },
};

export const diff = { cors: memberOrder('cors', 'cors', corsWords, corsOrder) };

function corsWords(cors: CorsRule | null): string {
  return cors === null ? listWords([]) : wordsOf(KEY_ORDERS, cors);
}

/** No rule lets no page in. */
function corsOrder(old: CorsRule | null, next: CorsRule | null): ChangeDirection {
  if (old === null || next === null) return old === next ? 'neutral' : next === null ? 'tightened' : 'loosened';
  return orderOf(KEY_ORDERS)(old, next);
}
