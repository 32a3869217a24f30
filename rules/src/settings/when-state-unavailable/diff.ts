import { by, durationWords, greaterIsLooser } from '../../analysis/diff/order/index.ts';
import { memberOrder } from '../member-order.ts';
import type { WhenStateUnavailable } from './policy.ts';

export const diff = {
  whenStateUnavailable: memberOrder(
    'whenStateUnavailable',
    'whenStateUnavailable',
    words,
    by(goodForSeconds, greaterIsLooser),
  ),
};

function words(value: WhenStateUnavailable): string {
  return value.kind === 'stale' ? `stale ${durationWords(value.seconds)}` : value.kind;
}

/** For how long what was known once is good enough. */
function goodForSeconds(value: WhenStateUnavailable): number {
  if (value.kind === 'closed') return 0;
  return value.kind === 'stale' ? value.seconds : Number.POSITIVE_INFINITY;
}
