import { WHY } from './why.ts';

/** What kind of mistake a problem is. Stable, for tools. */
export type ProblemCode = keyof typeof WHY;

/** One mistake in the rules: where, what, why it matters, and how to fix it. Lines and columns count from 1. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly code: ProblemCode;
  readonly message: string;
  readonly why: string;
  readonly fix: string;
  /** The line of the file, where it could be read. */
  readonly excerpt?: string;
}

/** A place in a text, both counted from 1; columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Makes a problem; `lines` are those of the file, for the excerpt. */
export function createProblem(
  place: { readonly file: string; readonly position: Position; readonly lines: readonly string[] },
  code: ProblemCode,
  message: string,
  fix: string,
): Problem {
  const { line, column } = place.position;
  const excerpt = place.lines[line - 1];
  const problem = { file: place.file, line, column, code, message, why: WHY[code], fix };
  return excerpt === undefined || excerpt.trim() === '' ? problem : { ...problem, excerpt };
}
