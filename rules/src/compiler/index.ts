export { type CompileInput, type CompileResult, compileRules } from './compile.ts';
export { compileRulesFile, readSourceFile } from './compile-file.ts';
export { canonicalJson, packPolicy } from './output/index.ts';
export type { Problem, ProblemCode } from './problems/index.ts';
export {
  checkReference,
  closest,
  createReport,
  formatProblems,
  type Path,
  type Report,
  suggestFix,
  valueOrProblem,
} from './problems/index.ts';
export { reportShape, rulesJsonSchema } from './shape/index.ts';
export { locate, parseYaml, readSource } from './source/index.ts';
export { METHODS, parseDuration, parseHost, parseMoment, parsePathPattern, parseSize } from './values/index.ts';
