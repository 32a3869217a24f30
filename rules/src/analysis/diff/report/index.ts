export { createCollection } from './collection.ts';
export type { AccessCell, AccessDifference, Cell, Diff, TreatmentDifference } from './diff.ts';
export { policyChanges } from './policy-changes.ts';
