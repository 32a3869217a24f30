import type { Problem } from './problem.ts';

/** Widest excerpt; of longer lines, the part around the problem is shown. */
const MAX_EXCERPT = 120;
const CONTEXT_BEFORE = 60;

/** Problems as text for a terminal, each with its line, a caret, the reason and the fix. */
export function formatProblems(problems: readonly Problem[]): string {
  return problems.map(formatProblem).join('\n');
}

function formatProblem(problem: Problem): string {
  const head = `${problem.file}:${problem.line}:${problem.column}  ${problem.message}`;
  const rest = [`  why: ${problem.why}`, `  fix: ${problem.fix}`];
  return [printable(head), ...formatExcerpt(problem), ...rest.map(printable), ''].join('\n');
}

function formatExcerpt({ excerpt, line, column }: Problem): string[] {
  if (excerpt === undefined) return [];
  const start =
    excerpt.length <= MAX_EXCERPT
      ? 0
      : Math.max(0, Math.min(column - 1 - CONTEXT_BEFORE, excerpt.length - MAX_EXCERPT));
  const shown = printable(excerpt.slice(start, start + MAX_EXCERPT));
  const gutter = `  ${line} | `;
  const beforeCaret = Math.max(0, Math.min(column - 1 - start, shown.length));
  return [`${gutter}${shown}`, `${' '.repeat(gutter.length + beforeCaret)}^`];
}

/** A rules file must not be able to drive the terminal of who reads its problems. */
function printable(text: string): string {
  return text.replaceAll('\t', ' ').replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]|\p{Surrogate}/gu, '\uFFFD');
}
