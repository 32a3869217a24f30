export type { AccessCell, AccessDifference, Cell, Diff, TreatmentDifference } from './diff.ts';
export { diffPolicies } from './diff-policies.ts';
