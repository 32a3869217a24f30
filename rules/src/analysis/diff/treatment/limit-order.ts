import type { LimitRule } from '../../../policy/index.ts';
import {
  type ChangeDirection,
  durationWords,
  greaterIsLooser,
  joinDirections,
  type KeyOrders,
  ladder,
  moreIsLooser,
  orderOf,
  wordsOf,
} from '../order/index.ts';

/** A quota says nothing without its window: the two are one value. */
interface Rate {
  readonly quota: number;
  readonly windowSeconds: number;
}

type LimitKeyOrders = KeyOrders<Omit<LimitRule, keyof Rate>>;

const KEY_ORDERS: LimitKeyOrders = {
  id: null,
  // What is counted by more counts fewer requests together.
  by: { words: (value) => `by ${value.toSorted().join(', ')}`, order: moreIsLooser },
  ipv6PrefixLength: { words: (value) => `IPv6 by /${value}`, order: greaterIsLooser },
  counting: { words: (value) => value, order: ladder('exact', 'leased') },
  count: { words: (value) => `counts ${value}`, order: ladder('all', 'failures') },
  at: null,
};

const others = orderOf<Omit<LimitRule, keyof Rate>>(KEY_ORDERS);

export function limitWords(limit: LimitRule): string {
  return `${limit.quota} per ${durationWords(limit.windowSeconds)} ${wordsOf(KEY_ORDERS, limit)}`;
}

export function limitOrder(old: LimitRule, next: LimitRule): ChangeDirection {
  return joinDirections([rateOrder(old, next), others(old, next)]);
}

/** The new rate is tighter if what it admits in the old window is within the old quota, at the worst. */
export function rateOrder(old: Rate, next: Rate): ChangeDirection {
  if (old.quota === next.quota && old.windowSeconds === next.windowSeconds) return 'neutral';
  return mostIn(old.windowSeconds, next) <= old.quota ? 'tightened' : 'loosened';
}

function mostIn(seconds: number, { quota, windowSeconds }: Rate): number {
  return quota * Math.ceil(seconds / windowSeconds);
}
