import { requestOutcome, requestRecord } from './audit-event.ts';
import type { Exchange } from './exchange.ts';

/** One line for every refusal, for what happened out of the ordinary, and for every request of a route that asks for it. */
export function audit(exchange: Exchange): void {
  const decision = exchange.decisionSoFar;
  const wanted =
    exchange.refusal !== null ||
    exchange.notes.length > 0 ||
    (decision !== null && (decision.observed.length > 0 || decision.degraded)) ||
    (decision?.route?.audit ?? 'refusals') !== 'refusals';
  if (wanted) console.log(JSON.stringify({ ...requestRecord(exchange), ...requestOutcome(exchange) }));
}
