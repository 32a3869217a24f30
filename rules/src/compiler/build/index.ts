export { buildPolicy } from './build-policy.ts';
