export { diffPolicies } from './diff-policies.ts';
export type { AccessCell, AccessDifference, Cell, Diff, TreatmentDifference } from './report/index.ts';
export { dimensionTitle } from './request-classes/index.ts';
