import { decisionSteps, type Refusal } from '@portcullis/rules/engine';
import type { Exchange } from './exchange.ts';

/** Session, act-as, cross-site policy, roles and step-up. */
export function authorize({ config, decision }: Exchange): Refusal | null {
  return decisionSteps.authorize(config.engine, decision);
}
