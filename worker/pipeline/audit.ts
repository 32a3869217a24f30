import { type Decision, logLine } from '@portcullis/rules/engine';
import { requestOutcome, requestRecord } from './audit-event.ts';
import type { Exchange } from './exchange.ts';

/**
 * Counts the request, and logs one line where it was refused, where something unusual happened, or where its route records
 * every request.
 */
export function audit(exchange: Exchange, response: Response): void {
  const decision = exchange.decision;
  const wanted =
    exchange.refusal !== null ||
    exchange.notes.length > 0 ||
    (decision !== null && (decision.observed.length > 0 || decision.degraded)) ||
    asksForRecord(decision);
  if (wanted) console.log(logLine({ ...requestRecord(exchange), ...requestOutcome(exchange, response) }));
  count(exchange);
}

/** Of the request's own route, or of what it names. */
function asksForRecord(decision: Decision | null): boolean {
  const named = decision?.named.map(({ decision: other }) => other) ?? [];
  return [decision, ...named].some((each) => (each?.route?.audit ?? 'refusals') !== 'refusals');
}

/** A gateway that could not be set up has nothing to count with; its log holds every request. */
function count(exchange: Exchange): void {
  if (exchange.config === null) return;
  const { meters } = exchange.config;
  const { refusal, decision } = exchange;
  if (refusal === null) meters.answered += 1;
  else meters.refused[refusal.reason] += 1;
  if (decision?.degraded === true) meters.degraded[decision.admitted?.kind === 'answered' ? 'stale' : 'open'] += 1;
}
