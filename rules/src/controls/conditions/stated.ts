import type { ConditionKey } from './module.ts';
import type { Conditions } from './policy.ts';
import { CONDITIONS } from './registry.ts';

/** The keys of the conditions that a route states, in the order of the rules. */
export function statedConditions(conditions: Conditions): readonly ConditionKey[] {
  return Object.values(CONDITIONS).flatMap((module): readonly ConditionKey[] => module.stated(conditions));
}
