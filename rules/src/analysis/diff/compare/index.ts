export type { AccessChange, AccessDirection } from './access-change.ts';
export { type Comparison, compareRoutes, type TreatmentChange } from './compare-routes.ts';
