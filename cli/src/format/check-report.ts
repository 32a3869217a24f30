import type { Advice } from '@portcullis/rules/analysis';
import { formatProblems, type Problem } from '@portcullis/rules/compiler';

/** What `check` found. */
export interface CheckReport {
  readonly problems: readonly Problem[];
  readonly advice: readonly Advice[];
}

/** For a terminal: each finding with its line, the reason and the fix. Empty where there is none. */
export function formatForTerminal({ problems, advice }: CheckReport): string {
  return [...(problems.length > 0 ? [formatProblems(problems)] : []), ...advice.map(formatAdvice)].join('\n');
}

/** For GitHub: a workflow command for each finding, which shows it beside the line of a pull request. */
export function formatForGithub({ problems, advice }: CheckReport): string {
  return [
    ...problems.map(({ file, line, column, code, message, why, fix }) =>
      annotation('error', { file, line: String(line), col: String(column), title: code }, message, why, fix),
    ),
    ...advice.map(({ at, code, message, why, fix, page }) => {
      const colon = at.lastIndexOf(':');
      return annotation(
        'warning',
        { file: at.slice(0, colon), line: at.slice(colon + 1), title: code },
        message,
        why,
        `${fix}\nSee ${page}`,
      );
    }),
  ].join('\n');
}

function formatAdvice({ at, code, message, why, fix, page }: Advice): string {
  return [`${at}  ${message} [${code}]`, `  why: ${why}`, `  fix: ${fix}`, `  see: ${page}`, ''].join('\n');
}

function annotation(
  level: 'error' | 'warning',
  properties: Readonly<Record<string, string>>,
  message: string,
  why: string,
  fix: string,
): string {
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(value)}`);
  return `::${level} ${list.join(',')}::${escapeData(`${message}\nWhy: ${why}\nFix: ${fix}`)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
