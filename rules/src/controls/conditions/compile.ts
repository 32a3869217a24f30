import type { Path } from '../../compiler/problems/index.ts';
import type { ControlScope } from '../../compiler/scope/index.ts';
import type { Conditions } from './policy.ts';
import { CONDITION_MODULES } from './registry.ts';
import type { ConditionsEntry } from './schema.ts';
import { statedConditions } from './stated.ts';

/** Compiles the conditions of the access at `path`; `null` where there are none. */
export function compileConditions(entry: ConditionsEntry, scope: ControlScope, path: Path): Conditions | null {
  const compiled = CONDITION_MODULES.map((module) => module.compile(entry, scope, path));
  const conditions: Conditions = Object.assign({}, ...compiled);
  return statedConditions(conditions).length === 0 ? null : conditions;
}
