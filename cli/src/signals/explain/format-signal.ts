import type { SignalExplanation, SignalFinding } from './signal-explanation.ts';

const RULE_WIDTH = 11;
const RESULT_WIDTH = 13;

/** The explanation as lines of text, in the form of other explanations. */
export function formatSignal(explanation: SignalExplanation): string {
  const { message, provider, at, endpoint, findings, outcome, answer, ends, notes, tenants } = explanation;
  const of = tenants.length === 1 ? `tenant ${tenants[0]}` : `tenants ${tenants.join(', ')}`;
  const verdict =
    outcome === 'refused'
      ? `Refused: nothing ends.  [${at}]`
      : ends.length === 0
        ? `Taken, and ends nothing by itself.  [${at}]`
        : `Taken. Refused everywhere within a second:  [${at}]`;
  return [
    `${message}, of identity provider ${provider}  [${at}]`,
    endpoint,
    '',
    ...findings.flatMap(formatFinding),
    '',
    verdict,
    `  answer   ${answer}`,
    ...ends.map((whom) => `  ends     ${whom}`),
    ...(ends.length === 0 ? [] : [`  at       ${of}`]),
    ...notes.map((note) => `Note: ${note}`),
  ].join('\n');
}

function formatFinding({ rule, result, text, wouldPass }: SignalFinding): readonly string[] {
  const start = `  ${rule.padEnd(RULE_WIDTH)}${result.padEnd(RESULT_WIDTH)} `;
  return [`${start}${text}`, ...(wouldPass === null ? [] : [`${' '.repeat(start.length)}would pass ${wouldPass}`])];
}
