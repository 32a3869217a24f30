import { decisionSteps, type Refusal, refuse } from '@portcullis/rules/engine';
import type { Exchange } from './exchange.ts';

/** Host to tenant, then host, path and method to the route; a body that its route cannot take is refused here, unread. */
export function route(exchange: Exchange): Refusal | null {
  const { config, decision, request } = exchange;
  const refusal = decisionSteps.route(config.engine, decision);
  if (refusal !== null) return refusal;
  const announced = Number(request.headers.get('content-length') ?? 0);
  const limit = decision.route?.maxBodyBytes ?? 0;
  return announced > limit
    ? refuse('body_too_large', decision.route?.at, { detail: `announced ${announced}, at most ${limit}` })
    : null;
}
