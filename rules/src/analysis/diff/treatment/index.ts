export { settingChanges } from './policy-orders.ts';
export { type TreatmentChange, treatmentChanges } from './treatment-changes.ts';
