import type { Refusal } from '../../engine/index.ts';
import { REASON_VIEWS } from './reason-views.ts';

/** Reason, sentence and detail of a refusal in one clause: `role_missing: no role of the session opens the route (one of owner)`. */
export function refusalText(refusal: Refusal): string {
  const { reason, detail } = refusal;
  const more = detail ?? ('allow' in refusal ? `allowed: ${refusal.allow.join(', ')}` : null);
  return `${reason}: ${REASON_VIEWS[reason].text}${more === null ? '' : ` (${more})`}`;
}
