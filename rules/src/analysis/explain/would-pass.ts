import type { Place } from '../../controls/index.ts';
import type { Reason, RefusalOf } from '../../engine/index.ts';
import { REASON_VIEWS } from './reason-views.ts';

/** How the check that refused would pass, to end the sentence "would pass …"; `null` where nothing that is sent would help. */
export function wouldPass<R extends Reason>(refusal: RefusalOf<R>, place: Place): string | null {
  const { passes } = REASON_VIEWS[refusal.reason];
  return typeof passes === 'function' ? passes(refusal, place) : passes;
}
