import type { ControlExplain } from '../module.ts';
import { byRoute } from '../refusal-view.ts';
import type { ConditionFacts } from './facts.ts';
import type { PassedKey } from './module.ts';
import type { Conditions } from './policy.ts';
import { CONDITION_MODULES } from './registry.ts';

/** What holds for a request that meets the conditions. */
export function passedConditions(conditions: Conditions, facts: ConditionFacts): readonly PassedKey[] {
  return CONDITION_MODULES.flatMap(({ explain }): readonly PassedKey[] => explain.passed(conditions, facts));
}

/** What people read of the refusals of all conditions. */
export const explain: ControlExplain<'conditions'> = {
  refusals: Object.assign({}, ...CONDITION_MODULES.map(refusalViews)),
};

function refusalViews({ explain: { refusals } }: (typeof CONDITION_MODULES)[number]): object {
  const views = Object.entries(refusals).map(([reason, { text, passes }]) => {
    const way = byRoute(({ access: { conditions } }, decision) =>
      conditions === null ? null : passes(conditions, decision),
    );
    return [reason, { text, passes: way }] as const;
  });
  return Object.fromEntries(views);
}
