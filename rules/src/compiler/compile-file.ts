import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { type CompileResult, compileRules } from './compile.ts';
import { createProblem, type Problem, type ProblemCode } from './problems/index.ts';
import { MAX_FILE_BYTES } from './values/index.ts';

/** Why a file was not read. The message is a clause without a full stop. */
class UnreadableFileError extends Error {
  readonly problemCode: ProblemCode;

  constructor(problemCode: ProblemCode, message: string) {
    super(message);
    this.problemCode = problemCode;
  }
}

/**
 * Compiles the rules in a file, with the files beside it that they name. Source lines name the file relative to the working
 * directory where it lies below it, so that the digest does not depend on where the project is.
 * @param path path of the rules file
 */
export function compileRulesFile(path: string): CompileResult {
  const read = readSourceFile(path);
  if (!read.ok) return read;
  try {
    const folder = realpathSync(dirname(path));
    const { file, text } = read;
    return compileRules({ file, text, readFile: (relativePath) => readBytes(confine(folder, relativePath)) });
  } catch (error) {
    return { ok: false, problems: [unreadable(shownName(path), error)] };
  }
}

/** Reads a file of rules or cases whole, and names it as its problems do; or says why it cannot be read. */
export function readSourceFile(
  path: string,
):
  | { readonly ok: true; readonly file: string; readonly text: string }
  | { readonly ok: false; readonly problems: readonly Problem[] } {
  const file = shownName(path);
  try {
    return { ok: true, file, text: readText(path) };
  } catch (error) {
    return { ok: false, problems: [unreadable(file, error)] };
  }
}

function unreadable(file: string, error: unknown): Problem {
  if (!(error instanceof UnreadableFileError) && !isSystemError(error)) throw error;
  const code = error instanceof UnreadableFileError ? error.problemCode : 'file_unreadable';
  return createProblem(
    { file, position: { line: 1, column: 1 }, lines: [] },
    code,
    `The file cannot be read: ${reasonOf(error)}.`,
    'Name a YAML file of rules, such as rules/gateway.yaml.',
  );
}

function readText(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readBytes(path));
  } catch (error) {
    if (error instanceof TypeError) throw new UnreadableFileError('not_utf8', 'it is not UTF-8 text');
    throw error;
  }
}

function readBytes(path: string): Uint8Array {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) throw new UnreadableFileError('file_unreadable', 'it is not a file');
    if (stats.size > MAX_FILE_BYTES) throw new UnreadableFileError('file_too_large', 'it is larger than 5 MiB');
    return readFileSync(path);
  } catch (error) {
    if (isSystemError(error)) throw new UnreadableFileError('file_unreadable', reasonOf(error));
    throw error;
  }
}

/** Symbolic links must not lead out of the folder that reviewers read. */
function confine(folder: string, relativePath: string): string {
  let real: string;
  try {
    real = realpathSync(join(folder, relativePath));
  } catch (error) {
    throw new UnreadableFileError('file_unreadable', reasonOf(error));
  }
  const inside = relative(folder, real);
  if (inside.startsWith('..') || isAbsolute(inside))
    throw new UnreadableFileError('file_unreadable', 'it lies outside the folder of the rules');
  return real;
}

function shownName(path: string): string {
  const inside = relative(process.cwd(), path);
  return (inside.startsWith('..') || isAbsolute(inside) ? path : inside).split(sep).join('/');
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string';
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'access is denied';
  return error instanceof UnreadableFileError ? error.message : `the system says ${code ?? 'no more'}`;
}
