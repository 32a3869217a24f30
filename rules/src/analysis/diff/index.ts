export type { AccessDifference, Diff, TreatmentDifference } from './diff.ts';
export { diffPolicies } from './diff-policies.ts';
