import type { Policy } from '../../../policy/index.ts';
import { settingChanges } from '../treatment/index.ts';
import type { DirectedDifference } from './diff.ts';

/** Settings of the whole gateway, as entries of the report. */
export function policyChanges(old: Policy, next: Policy): readonly DirectedDifference[] {
  return settingChanges(old, next).map(({ direction, ...change }) => ({
    direction,
    difference: { ...change, routes: [], cells: [], witness: null },
  }));
}
