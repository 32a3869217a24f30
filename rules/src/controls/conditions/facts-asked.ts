import type { PlatformFact } from '../platform-fact.ts';
import type { Conditions } from './policy.ts';
import { CONDITION_MODULES } from './registry.ts';

const modules = CONDITION_MODULES;

/** What the conditions ask of the platform. */
export function factsAsked(conditions: Conditions): readonly PlatformFact[] {
  return modules.flatMap((module) =>
    module.fact !== null && module.stated(conditions).length > 0 ? [module.fact] : [],
  );
}

/** The conditions without those that ask for something that is missing. */
export function conditionsWithout(conditions: Conditions, missing: readonly PlatformFact[]): Conditions {
  const dropped = modules.filter(({ fact }) => fact !== null && missing.includes(fact));
  return Object.assign({}, conditions, ...dropped.map(({ unstated }) => unstated));
}
