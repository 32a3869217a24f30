import type { DecidingRoute } from '../../analysis/diff/axis/index.ts';
import { greaterIsLooser } from '../../analysis/diff/order/index.ts';
import type { MemberOrder } from '../member-order.ts';

export const diff: { readonly timeoutMs: MemberOrder<'timeoutMs'> } = {
  timeoutMs: {
    member: 'timeoutMs',
    part: 'timeout',
    words: ({ rule }) => (rule.timeoutMs === null ? "the origin's" : `${rule.timeoutMs / 1000}s`),
    direction: (old, next) => greaterIsLooser(timeoutMs(old), timeoutMs(next)),
  },
};

function timeoutMs({ engine, rule }: DecidingRoute): number {
  return rule.timeoutMs ?? engine.policy.origins[rule.origin]?.timeoutMs ?? Number.POSITIVE_INFINITY;
}
