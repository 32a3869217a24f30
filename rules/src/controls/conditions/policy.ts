import type { Joined } from '../joined.ts';
import type { AsnsCondition } from './asns/policy.ts';
import type { CountriesCondition } from './countries/policy.ts';
import type { TenantCondition } from './tenant/policy.ts';
import type { TimesCondition } from './times/policy.ts';
import type { TlsCondition } from './tls/policy.ts';

/** What each condition compiles to, by the name of its folder. */
export interface CompiledConditions {
  readonly tenant: TenantCondition;
  readonly tls: TlsCondition;
  readonly countries: CountriesCondition;
  readonly asns: AsnsCondition;
  readonly times: TimesCondition;
}

export type Condition = keyof CompiledConditions;

/** Conditions that do not depend on the session. All that are given must hold; what the platform does not tell does not hold. */
export type Conditions = Joined<CompiledConditions[Condition]>;
