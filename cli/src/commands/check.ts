import { adviseOn } from '@portcullis/rules/analysis';
import { compileRulesFile } from '@portcullis/rules/compiler';
import type { Policy } from '@portcullis/rules/policy';
import { type Command, Option } from 'commander';
import { sortAccepted } from '../files/accepted-advice.ts';
import { countProblems, DEFAULT_RULES_FILE } from '../files/load-policy.ts';
import { readWrittenRules } from '../files/written-rules.ts';
import { type CheckReport, formatForGithub, formatForTerminal } from '../format/check-report.ts';
import { CommandError, type Io } from '../io.ts';
import { readMoment } from '../options.ts';

interface CheckOptions {
  readonly advice: boolean;
  readonly strict?: true;
  readonly format: 'text' | 'github';
  readonly time?: number;
  readonly json?: true;
}

const NO_ADVICE: CheckReport['advice'] = { open: [], accepted: [] };

const HELP = `
A problem is a mistake: rules with a problem are not compiled. Advice points at rules that compile but deserve a second
look; docs/advice.md explains each code. Advice fails the command only with --strict, unless a comment at its line accepts
it: # accepted CODE: reason

Examples:
  portcullis check                            the rules in ${DEFAULT_RULES_FILE}
  portcullis check --strict --format github   in CI, as annotations of a pull request
  portcullis check --no-advice other.yaml     mistakes only
`;

/** `portcullis check`: says what is wrong with the rules, and what deserves a second look. */
export function addCheckCommand(program: Command, io: Io): void {
  program
    .command('check')
    .description('Check the rules and advise on them; exit code 1 if there is a problem.')
    .argument('[file]', 'file of rules', DEFAULT_RULES_FILE)
    .option('--no-advice', 'mistakes only')
    .option('--strict', 'end with exit code 1 on advice as well')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'github']).default('text'))
    .option('--time <moment>', 'check as of this moment, e.g. 2026-12-01T08:00Z (default: now)', readMoment)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', HELP)
    .action((file: string, options: CheckOptions) => check(file, options, io));
}

function check(file: string, options: CheckOptions, io: Io): void {
  const result = compileRulesFile(file);
  const policy = result.ok ? result.policy : null;
  const report: CheckReport = {
    problems: result.ok ? [] : result.problems,
    advice: policy !== null && options.advice ? adviceOn(policy, options.time) : NO_ADVICE,
  };
  const ok = report.problems.length === 0 && (options.strict === undefined || report.advice.open.length === 0);
  if (options.json) io.print(JSON.stringify(asJson(ok, policy, report)));
  else {
    const text = options.format === 'github' ? formatForGithub(report) : formatForTerminal(report);
    if (text !== '') io.print(text);
    if (policy !== null && options.format === 'text') io.print(summaryOf(file, policy, report));
  }
  if (ok) return;
  throw new CommandError(1, options.json ? '' : countsOf(report));
}

function asJson(ok: boolean, policy: Policy | null, { problems, advice }: CheckReport): object {
  return { ok, digest: policy?.digest ?? null, problems, advice: advice.open, accepted: advice.accepted };
}

/** Source lines name the file as the compiler shows it, from the working directory. */
function adviceOn(policy: Policy, timeSeconds = Math.floor(Date.now() / 1000)): CheckReport['advice'] {
  const { at } = policy.session;
  const file = at.slice(0, at.lastIndexOf(':'));
  return sortAccepted(adviseOn(policy, readWrittenRules(file), timeSeconds), file);
}

function summaryOf(file: string, { routes, digest }: Policy, { advice }: CheckReport): string {
  const open = advice.open.length === 0 ? '' : `, ${countAdvice(advice.open.length)}`;
  const accepted = advice.accepted.length === 0 ? '' : `, ${countAdvice(advice.accepted.length)} accepted`;
  return `${file}: no problems in ${routes.length} routes${open}${accepted}. Digest ${digest}.`;
}

function countsOf({ problems, advice }: CheckReport): string {
  return problems.length > 0
    ? countProblems(problems.length)
    : `${countAdvice(advice.open.length)}, which --strict refuses.`;
}

function countAdvice(count: number): string {
  return count === 1 ? '1 piece of advice' : `${count} pieces of advice`;
}
