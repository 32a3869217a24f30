import type { Reason } from '../../engine/reasons/index.ts';
import type { Joined } from '../joined.ts';
import type { ConditionKey } from './module.ts';
import type { Condition } from './policy.ts';
import { CONDITION_MODULES, type CONDITIONS } from './registry.ts';

const shown: Joined<(typeof CONDITIONS)[Condition]['shows']> = Object.assign(
  {},
  ...CONDITION_MODULES.map(({ shows }) => shows),
);

/** The key of the condition that a refusal shows at work; `null` where it is none of a condition. */
export function conditionShown(reason: Reason): ConditionKey | null {
  return isShown(reason) ? shown[reason] : null;
}

function isShown(reason: Reason): reason is keyof typeof shown {
  return Object.hasOwn(shown, reason);
}
