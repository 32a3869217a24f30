import type { Coverage } from './coverage.ts';
import { explainCommand } from './explain-command.ts';
import type { FileResults } from './junit.ts';
import type { CaseResult } from './run-cases.ts';

/** Results as text for a terminal: failures first, then counts, then what is not covered. */
export function formatResults(rulesFile: string, files: readonly FileResults[], coverage: Coverage): string {
  const results = files.flatMap((file) => file.results);
  const failures = results.filter(({ differences }) => differences.length > 0);
  const lines = failures.flatMap((failure) => formatFailure(rulesFile, failure));
  for (const { file, results: own } of files) {
    const failed = own.filter(({ differences }) => differences.length > 0).length;
    lines.push(`${file}: ${own.length - failed} of ${own.length} requests came out as expected.`);
  }
  lines.push(`Coverage: ${coverage.covered} of ${coverage.total}, ${coverage.percent} %.`);
  return [...lines, ...formatMissing(coverage)].join('\n');
}

function formatFailure(rulesFile: string, { testCase, explanation, differences }: CaseResult): string[] {
  const at = explanation.refusal?.at ?? explanation.route?.at ?? null;
  const width = Math.max(...differences.map(({ what }) => what.length));
  return [
    `${testCase.at}  ${testCase.title}`,
    ...differences.flatMap(({ what, expected, actual }) => [
      `  ${what.padEnd(width)}  expected  ${expected}`,
      `  ${' '.repeat(width)}  actual    ${actual}`,
    ]),
    ...(at === null ? [] : [`  rule: ${at}`]),
    `  more: ${explainCommand(rulesFile, testCase.question)}`,
    '',
  ];
}

function formatMissing({ missing }: Coverage): string[] {
  if (missing.length === 0) return [];
  const width = Math.max(...missing.map(({ at }) => at.length));
  return ['', 'No case shows:', ...missing.map(({ at, text }) => `  ${at.padEnd(width)}  ${text}`)];
}
