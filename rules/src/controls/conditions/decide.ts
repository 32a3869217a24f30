import type { Refused } from '../refused.ts';
import { decideAsns } from './asns/decide.ts';
import { decideCountries } from './countries/decide.ts';
import type { ConditionFacts } from './facts.ts';
import { CONDITION_ORDER, type CompiledConditions, type Condition, type Conditions } from './policy.ts';
import { decideTenant } from './tenant/decide.ts';
import { decideTimes } from './times/decide.ts';
import { decideTls } from './tls/decide.ts';

/** The check of each condition. */
const checks = {
  tenant: decideTenant,
  tls: decideTls,
  countries: decideCountries,
  asns: decideAsns,
  times: decideTimes,
} satisfies { readonly [C in Condition]: (value: CompiledConditions[C], facts: ConditionFacts) => Refused | null };

/** Everything that a condition may refuse with. */
export type ConditionRefusal<C extends Condition = Condition> = NonNullable<ReturnType<(typeof checks)[C]>>;

const inOrder = CONDITION_ORDER.map((condition) => checks[condition]);

/** The first condition that does not hold. A fact that the platform does not report fails its condition. */
export function decideConditions(conditions: Conditions, facts: ConditionFacts): ConditionRefusal | null {
  for (const check of inOrder) {
    const refused = check(conditions, facts);
    if (refused !== null) return refused;
  }
  return null;
}
