import { createProblem, type Position, type Problem, type ProblemCode } from './problem.ts';

/** More would not be read; the rest shows once these are fixed. */
const MAX_PROBLEMS = 1000;

/** Findings that depend on what an entry does not say. */
const ABOUT_ABSENCE: ReadonlySet<ProblemCode> = new Set(['missing_key', 'no_effect', 'lock_out', 'contradiction']);

/** Steps from the top of the rules to a value, e.g. `['routes', 3, 'access']`. */
export type Path = readonly (string | number)[];

/** Finds the position of a path's key or value. */
export type Locator = (path: Path, part: 'key' | 'value') => Position;

/** Collects problems of the rules in one file and of the files that it names. */
export interface Report {
  readonly file: string;
  /** Adds a problem at the value of `path`, or at its key. */
  readonly add: (path: Path, code: ProblemCode, message: string, fix: string, part?: 'key' | 'value') => void;
  /** Adds a problem at a position of the rules file itself. */
  readonly addAt: (position: Position, code: ProblemCode, message: string, fix: string) => void;
  /** Adds a problem that was made elsewhere, e.g. in an address file. */
  readonly addProblem: (problem: Problem) => void;
  /** `file:line` of the path's key. */
  readonly sourceLine: (path: Path) => string;
  /** Line of the path's key. */
  readonly line: (path: Path) => number;
  /** A key of the entry at `path` was set aside: from now on, what the entry seems to lack is not reported. */
  readonly setAside: (path: Path) => void;
  readonly useLocator: (locator: Locator) => void;
  /** All problems, those of the rules file first, each file by position. */
  readonly problems: () => readonly Problem[];
}

/** Creates an empty report on the file named `file`. Until a locator is set, paths stand at the first line. */
export function createReport(file: string, text: string): Report {
  const lines = text.split(/\r\n|\n|\r/);
  const found = new Map<string, Problem>();
  const incomplete: Path[] = [];
  let locator: Locator = () => ({ line: 1, column: 1 });
  const addProblem = (problem: Problem): void => {
    if (found.size >= MAX_PROBLEMS) return;
    const identity = JSON.stringify([problem.file, problem.line, problem.column, problem.code, problem.message]);
    if (!found.has(identity)) found.set(identity, problem);
  };
  const addAt: Report['addAt'] = (position, code, message, fix) =>
    addProblem(createProblem({ file, position, lines }, code, message, fix));
  const line = (path: Path): number => locator(path, 'key').line;
  return {
    file,
    add: (path, code, message, fix, part = 'value') => {
      const isDoubtful = ABOUT_ABSENCE.has(code) && incomplete.some((entry) => isBelow(path, entry));
      if (!isDoubtful) addAt(locator(path, part), code, message, fix);
    },
    addAt,
    addProblem,
    line,
    sourceLine: (path) => `${file}:${line(path)}`,
    setAside: (path) => incomplete.push(path),
    useLocator: (next) => {
      locator = next;
    },
    problems: () => [...found.values()].sort((a, b) => compareProblems(file, a, b)),
  };
}

/** Whether a path is that of the entry, or leads into it. */
export function isBelow(path: Path, entry: Path): boolean {
  return entry.every((step, index) => path[index] === step);
}

function compareProblems(mainFile: string, a: Problem, b: Problem): number {
  if (a.file !== b.file) {
    if (a.file === mainFile) return -1;
    if (b.file === mainFile) return 1;
    return a.file < b.file ? -1 : 1;
  }
  return a.line - b.line || a.column - b.column;
}
