export { compileCases } from './compile-cases.ts';
export { type Coverage, coverageOf } from './coverage.ts';
export { COVERAGE_HELP } from './coverage-help.ts';
export { formatResults } from './format-results.ts';
export { casesJsonSchema } from './json-schema.ts';
export { type FileResults, junitXml } from './junit.ts';
export { runCases } from './run-cases.ts';
