import type { Policy } from '../../../policy/index.ts';
import { settingChanges } from '../treatment/index.ts';
import type { MovedDifference } from './diff.ts';

/** Settings of the whole gateway, as entries of the report. */
export function policyChanges(old: Policy, next: Policy): readonly MovedDifference[] {
  return settingChanges(old, next).map(({ move, ...change }) => ({
    move,
    difference: { ...change, routes: [], cells: [], witness: null },
  }));
}
