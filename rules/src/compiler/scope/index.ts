export { type CompiledLists, type ControlScope, type Declared, declaredNames } from './scope.ts';
