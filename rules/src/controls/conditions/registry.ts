import { asns } from './asns/index.ts';
import { countries } from './countries/index.ts';
import type { ConditionModule } from './module.ts';
import type { Condition } from './policy.ts';
import { tenant } from './tenant/index.ts';
import { times } from './times/index.ts';
import { tls } from './tls/index.ts';

/** Every condition, for the tools, in the order of the rules. */
export const CONDITIONS = {
  tenant,
  tls,
  countries,
  asns,
  times,
} satisfies { readonly [C in Condition]: ConditionModule<C> };
