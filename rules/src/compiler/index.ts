export { type CompileInput, type CompileResult, compileRules } from './compile.ts';
export { compileRulesFile } from './compile-file.ts';
export { canonicalJson } from './digest.ts';
export { formatProblems } from './format-problems.ts';
export type { Problem, ProblemCode } from './problem.ts';
export { closest } from './suggest.ts';
