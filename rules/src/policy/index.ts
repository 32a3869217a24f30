export type { Conditions } from '../controls/conditions/policy.ts';
export { ANY_SESSION, CONTROLS, type Control, type OpenAccess, type VisitorAccess } from '../controls/policy.ts';
export type { StepUp } from '../controls/step-up/policy.ts';
export * from './access.ts';
export * from './compiled-policy.ts';
export * from './policy.ts';
export * from './route.ts';
export * from './safe-methods.ts';
export * from './source-line.ts';
