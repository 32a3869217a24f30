export { settingChanges } from './policy-orders.ts';
export { type PartChange, partChanges } from './treatment-changes.ts';
