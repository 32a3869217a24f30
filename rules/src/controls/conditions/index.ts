export { compileConditions } from './compile.ts';
export { conditionShown } from './coverage.ts';
export { conditionWouldPass, passedConditions } from './explain.ts';
export { conditionsExamples, conditionsSchema } from './schema.ts';
export { statedConditions } from './stated.ts';
export { conditionsWithout, factsAsked } from './untold.ts';
