export type { Conditions } from '../controls/conditions/policy.ts';
export * from './access.ts';
export * from './compiled-policy.ts';
export * from './policy.ts';
export * from './route.ts';
export * from './source-line.ts';
