import type { Joined } from '../joined.ts';
import type { ConditionRefusal } from './decide.ts';
import type { ConditionFacts } from './facts.ts';
import type { PassedKey } from './module.ts';
import type { Condition, Conditions } from './policy.ts';
import { CONDITION_MODULES, type CONDITIONS } from './registry.ts';

const explanations = CONDITION_MODULES.map(({ explain }) => explain);
const ways: Joined<(typeof CONDITIONS)[Condition]['explain']['wouldPass']> = Object.assign(
  {},
  ...explanations.map(({ wouldPass }) => wouldPass),
);

/** What holds for a request that meets the conditions. */
export function passedConditions(conditions: Conditions, facts: ConditionFacts): readonly PassedKey[] {
  return explanations.flatMap(({ passed }): readonly PassedKey[] => passed(conditions, facts));
}

/** How a condition that refused would pass, to end the sentence "would pass …"; `null` where nothing that is sent would help. */
export function conditionWouldPass(
  reason: ConditionRefusal['reason'],
  conditions: Conditions,
  facts: ConditionFacts,
): string | null {
  return ways[reason](conditions, facts);
}
