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

/** The order in which conditions are asked; one that is left out does not compile. */
const ORDER: { readonly [C in Condition]: true } = {
  tenant: true,
  tls: true,
  countries: true,
  asns: true,
  times: true,
};

/** Every condition, in the order in which they are asked. Nothing else states this order. */
export const CONDITION_ORDER = Object.keys(ORDER) as readonly Condition[];

/** Conditions that do not depend on the session. All that are given must hold; a fact that the platform does not report fails its condition. */
export type Conditions = Joined<CompiledConditions[Condition]>;
