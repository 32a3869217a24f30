export { type CompiledLists, type ControlScope, declaredNames } from './scope.ts';
