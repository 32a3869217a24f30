import { decisionSteps, type Refusal } from '@portcullis/rules/engine';
import type { Exchange } from './exchange.ts';

/** Host to tenant, then host, path and method to the route; a body that its route cannot take is refused here, unread. */
export function route({ config, decision }: Exchange): Refusal | null {
  return decisionSteps.route(config.engine, decision);
}
