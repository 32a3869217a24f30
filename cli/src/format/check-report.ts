import type { Advice } from '@portcullis/rules/analysis';
import { formatProblems, type Problem } from '@portcullis/rules/compiler';
import type { SortedAdvice } from '../files/accepted-advice.ts';

/** What `check` found. */
export interface CheckReport {
  readonly problems: readonly Problem[];
  readonly advice: SortedAdvice;
}

/** For a terminal: each finding with its line, the reason and the fix. Empty where there is none. */
export function formatForTerminal({ problems, advice }: CheckReport): string {
  return [
    ...(problems.length > 0 ? [formatProblems(problems)] : []),
    ...advice.open.map(formatAdvice),
    ...advice.accepted.map(({ at, code, message, reason }) => `${at}  ${message} [${code}]\n  accepted: ${reason}\n`),
  ].join('\n');
}

/** For GitHub: a workflow command for each finding, which shows it beside the line of a pull request. */
export function formatForGithub({ problems, advice }: CheckReport): string {
  return [
    ...problems.map(({ file, line, column, code, message, why, fix }) =>
      annotation(
        'error',
        { file, line: String(line), col: String(column), title: code },
        `${message}\nWhy: ${why}\nFix: ${fix}`,
      ),
    ),
    ...advice.open.map(({ at, code, message, why, fix, page }) =>
      annotation('warning', { ...placeOf(at), title: code }, `${message}\nWhy: ${why}\nFix: ${fix}\nSee ${page}`),
    ),
    ...advice.accepted.map(({ at, code, message, reason }) =>
      annotation('notice', { ...placeOf(at), title: code }, `${message}\nAccepted: ${reason}`),
    ),
  ].join('\n');
}

function formatAdvice({ at, code, message, why, fix, page }: Advice): string {
  return [`${at}  ${message} [${code}]`, `  why: ${why}`, `  fix: ${fix}`, `  see: ${page}`, ''].join('\n');
}

function placeOf(at: string): { readonly file: string; readonly line: string } {
  const colon = at.lastIndexOf(':');
  return { file: at.slice(0, colon), line: at.slice(colon + 1) };
}

function annotation(
  level: 'error' | 'warning' | 'notice',
  properties: Readonly<Record<string, string>>,
  text: string,
): string {
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(value)}`);
  return `::${level} ${list.join(',')}::${escapeData(text)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
