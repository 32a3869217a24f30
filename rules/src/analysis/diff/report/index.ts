export type { AccessCell, AccessDifference, Cell, Diff, TreatmentDifference } from './diff.ts';
export { createDifferenceCollector, type DifferenceCollector } from './difference-collector.ts';
export { policyChanges } from './policy-changes.ts';
