export type { Direction, Finding } from './access-change.ts';
export { type Change, type Comparison, compareSides } from './compare-routes.ts';
