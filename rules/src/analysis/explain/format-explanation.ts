import { cookieClauses, limitText } from '../../settings/index.ts';
import type { RequestDescription } from '../request.ts';
import { formatDayAndMoment, originHeaderText } from '../wording/index.ts';
import type { ExplainedStep, Explanation, Finding } from './explanation.ts';

const STEP_WIDTH = 11;
const RESULT_WIDTH = 13;

/** An explanation as text for a terminal: one line a finding, then the answer. */
export function formatExplanation(explanation: Explanation, { address, nowSeconds }: RequestDescription): string {
  const head = `${explanation.method} ${explanation.url}`;
  const asked = `from ${address ?? 'an unknown address'}, ${formatDayAndMoment(nowSeconds)}`;
  const steps = explanation.steps.flatMap(formatStep);
  return [
    head,
    asked,
    '',
    ...steps,
    '',
    ...verdict(explanation),
    ...explanation.notes.map((note) => `Note: ${note}`),
  ].join('\n');
}

function formatStep({ step, result, findings }: ExplainedStep): string[] {
  if (findings.length === 0) return [`  ${step.padEnd(STEP_WIDTH)}${result}`];
  return findings.flatMap((finding, index) => formatFinding(index === 0 ? step : '', finding));
}

function formatFinding(step: string, { result, text, at, wouldPass }: Finding): string[] {
  const start = `  ${step.padEnd(STEP_WIDTH)}${result.padEnd(RESULT_WIDTH)} `;
  const lines = [`${start}${text}${at === null ? '' : `  [${at}]`}`];
  if (wouldPass !== null) lines.push(`${' '.repeat(start.length)}would pass ${wouldPass}`);
  return lines;
}

function verdict(explanation: Explanation): string[] {
  const { refusal, route, observed, limits, degraded } = explanation;
  const lines = refusal === null ? passes(explanation) : refused(refusal);
  if (route !== null) lines.push(`  route    ${route.id}  [${route.at}]`);
  for (const { reason, at } of observed) lines.push(`  observed ${reason}${at === null ? '' : `  [${at}]`}`);
  if (degraded) lines.push('  degraded let through although shared state does not answer');
  for (const limit of limits) lines.push(`  limit    ${limitText(limit)}`);
  return lines;
}

function refused({ reason, at, answer }: NonNullable<Explanation['refusal']>): string[] {
  return [`Refused: ${reason}${at === null ? '' : `  [${at}]`}`, `  answer   ${answer.status} ${answer.code}`];
}

function passes({ preflight, origin, responseHeaders, cookies }: Explanation): string[] {
  const lines = [`Passes.${preflight ? ' The gateway answers the preflight itself: 204.' : ''}`];
  if (!preflight && origin === null) lines[0] = 'Passes. The gateway answers itself.';
  if (origin !== null) {
    const way = origin.binding === null ? '' : `, through ${origin.binding}`;
    lines.push(`  origin   ${origin.id}: ${origin.method} ${origin.url}${way}`);
    lines.push(`  context  ${JSON.stringify(origin.claims)}`);
    lines.push(`  sets     ${origin.headers.join(', ')}`);
    for (const header of origin.sets) lines.push(`  adds     ${originHeaderText(header)}`);
    if (origin.removes.length > 0) lines.push(`  removes  ${origin.removes.join(', ')}`);
    for (const [name, value] of origin.references) lines.push(`  rewrites ${name}: ${value}`);
  }
  const cors = responseHeaders.filter(([name]) => name.startsWith('access-control-'));
  for (const [name, value] of cors) lines.push(`  answers  ${name}: ${value}`);
  const others = responseHeaders.filter(([name]) => !name.startsWith('access-control-')).map(([name]) => name);
  if (others.length > 0) lines.push(`  hardens  ${others.join(', ')}`);
  for (const clause of cookies === null ? [] : cookieClauses(cookies)) lines.push(`  cookies  ${clause}`);
  return lines;
}
