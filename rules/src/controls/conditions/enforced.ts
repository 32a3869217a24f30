import { type EffectiveRoute, enforcedConditions } from '../../analysis/diff/axis/index.ts';
import type { Conditions } from './policy.ts';
import { CONDITION_MODULES } from './registry.ts';

const UNSTATED: Conditions = Object.assign({}, ...CONDITION_MODULES.map(({ unstated }) => unstated));

/** What a route asks for by conditions that can refuse: what rules without any compile to where it only observes them. */
export function enforcedOrUnstated(route: EffectiveRoute): Conditions {
  return enforcedConditions(route) ?? UNSTATED;
}
