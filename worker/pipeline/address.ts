import { decisionSteps, type Refusal } from '@portcullis/rules/engine';
import type { Exchange } from './exchange.ts';

/** Where the request comes from: deny lists, then the route's address lists. */
export function address({ config, decision }: Exchange): Refusal | null {
  return decisionSteps.address(config.engine, decision);
}
