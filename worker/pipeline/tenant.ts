import { decisionSteps, type Refusal } from '@portcullis/rules/engine';
import type { Exchange } from './exchange.ts';

/** The wall between tenants, and the tenant's own policy. */
export function tenant({ config, decision }: Exchange): Refusal | null {
  return decisionSteps.tenant(config.engine, decision);
}
