import { asns } from './asns/index.ts';
import { countries } from './countries/index.ts';
import type { ConditionModule } from './module.ts';
import { CONDITION_ORDER, type Condition } from './policy.ts';
import { tenant } from './tenant/index.ts';
import { times } from './times/index.ts';
import { tls } from './tls/index.ts';

/** Every condition, for the tools. */
export const CONDITIONS = {
  tenant,
  tls,
  countries,
  asns,
  times,
} satisfies { readonly [C in Condition]: ConditionModule<C> };

/** The same, in the order in which they are asked. */
export const CONDITION_MODULES = CONDITION_ORDER.map((condition) => CONDITIONS[condition]);
