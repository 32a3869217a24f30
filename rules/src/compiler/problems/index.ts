export { formatProblems } from './format-problems.ts';
export { checkList, checkReference, checkReferences } from './lists.ts';
export { type Parsed, parsed, unreadable, valueOrProblem } from './parsed.ts';
export { placeName, valueAt } from './place.ts';
export { createProblem, type Position, type Problem, type ProblemCode } from './problem.ts';
export { createReport, isBelow, type Path, type Report } from './report.ts';
export { closest, suggestFix } from './suggest.ts';
