export { buildPolicy } from './build-policy.ts';
export { declaredNames } from './scope.ts';
