export { compileConditions } from './compile.ts';
export { conditions } from './control.ts';
export { conditionsWords } from './diff.ts';
export { passedConditions } from './explain.ts';
export type { ConditionKey } from './module.ts';
export { conditionsExamples, conditionsSchema } from './schema.ts';
