import { OUTAGE_RETRY_SECONDS, type Refusal, refuse } from '@portcullis/rules/engine';
import { errorText } from '../../core/failures/index.ts';
import type { RoutedExchange } from '../exchange.ts';

/** Refuses what cannot be done without shared state. */
export function stateUnavailable({ decision }: RoutedExchange, error: unknown): Refusal {
  const detail = errorText(error);
  return refuse('state_unavailable', decision.route.at, { detail, retryAfterSeconds: OUTAGE_RETRY_SECONDS });
}
