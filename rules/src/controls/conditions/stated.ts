import type { ConditionKey } from './module.ts';
import type { Conditions } from './policy.ts';
import { CONDITION_MODULES } from './registry.ts';

/** The keys of the conditions that a route states, in the order of the rules. */
export function statedConditions(conditions: Conditions): readonly ConditionKey[] {
  return CONDITION_MODULES.flatMap((module): readonly ConditionKey[] => module.stated(conditions));
}
