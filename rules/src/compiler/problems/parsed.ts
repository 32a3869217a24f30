import type { ProblemCode } from './problem.ts';
import type { Path, Report } from './report.ts';

/** A text that was read, or what is wrong with it and how to write it. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string; readonly fix: string };

/** A good result. */
export function parsed<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

/** A bad result. */
export function unreadable(
  message: string,
  fix: string,
): { readonly ok: false; readonly message: string; readonly fix: string } {
  return { ok: false, message, fix };
}

/** The value, or `null` with a problem added at `path`. */
export function valueOrProblem<T>(report: Report, path: Path, code: ProblemCode, result: Parsed<T>): T | null {
  if (result.ok) return result.value;
  report.add(path, code, result.message, result.fix);
  return null;
}
