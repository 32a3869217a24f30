import type { DecidingRoute } from '../analysis/diff/axis/index.ts';
import type { ChangeDirection, Order } from '../analysis/diff/order/index.ts';
import type { Settings } from './policy.ts';

/** How a compiled member of a route compares: what happens to requests that pass before and after. */
export interface MemberOrder<M extends keyof Settings = keyof Settings> {
  readonly member: M;
  /** The key as the rules write it. */
  readonly part: string;
  /** Equal words mean equal treatment. */
  readonly words: (route: DecidingRoute) => string;
  readonly direction: (old: DecidingRoute, next: DecidingRoute) => ChangeDirection;
}

/** The order of a member that says all by itself. */
export function memberOrder<M extends keyof Settings>(
  member: M,
  part: string,
  words: (value: Settings[M]) => string,
  order: Order<Settings[M]>,
): MemberOrder<M> {
  return {
    member,
    part,
    words: ({ rule }) => words(rule[member]),
    direction: (old, next) => order(old.rule[member], next.rule[member]),
  };
}
