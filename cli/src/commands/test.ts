import {
  COVERAGE_HELP,
  type Coverage,
  casesJsonSchema,
  compileCases,
  coverageOf,
  type FileResults,
  formatResults,
  junitXml,
  runCases,
} from '@portcullis/rules/cases';
import { formatProblems, type Problem, readSourceFile } from '@portcullis/rules/compiler';
import { createEngine, type Engine } from '@portcullis/rules/engine';
import { type Command, InvalidArgumentError } from 'commander';
import { countProblems, DEFAULT_RULES_FILE, loadPolicy } from '../files/load-policy.ts';
import { replaceFile } from '../files/replace-file.ts';
import { CommandError, type Io } from '../io.ts';

interface TestOptions {
  readonly rules: string;
  readonly failUnder?: number;
  readonly junit?: string;
  readonly json?: true;
  readonly schema?: true;
}

const HELP = `
A file of cases, such as rules/gateway.test.yaml:

  version: 1
  defaults: { host: acme.app.example.com, address: 203.0.113.7, time: 2026-12-01T10:00Z }
  sessions:
    owner: { tenant: acme, roles: [owner], amr: [pwd, otp] }
    driver: { tenant: acme, roles: [driver] }
  cases:
    - { request: [GET /invoices, GET /invoices/7], as: owner, expect: allow }
    - { request: GET /invoices, as: [driver, nobody], expect: refuse }
    - name: paying needs a fresh second factor
      request: POST /invoices/7/pay
      as: { tenant: acme, roles: [owner], amr: [otp], authAge: 20m }
      expect: { refuse: authentication_too_old, status: 401, route: invoice-pay }
    - { request: GET /api/loads, as: owner, state: { exceeded: [api] }, expect: { refuse: limit_exceeded } }

"nobody" (an anonymous visitor) and "bad-cookie" need no entry in "sessions". "expect" also takes "allow: <route>", "limits", "headers",
"origin", "url", "claims" and "observed". Without a time it is Monday 2026-01-05T12:00Z. --schema prints the JSON Schema.

${COVERAGE_HELP}A refusal that a route only records (mode: observe) counts. signIn refuses nothing, so coverage does not ask for it.

Examples:
  $ portcullis test                                    the cases beside rules/gateway.yaml
  $ portcullis test --fail-under 100 --junit out.xml   in CI
  $ portcullis test more.test.yaml --rules edge.yaml

Exit codes: 0 all as expected, 1 an unexpected result or too little coverage, 2 wrong usage.`;

/** `portcullis test`: runs the cases, and reports how much of the rules they cover. */
export function addTestCommand(program: Command, io: Io): void {
  program
    .command('test')
    .description('Run the test cases beside the rules; exit code 1 if a result is not as expected.')
    .argument('[files...]', 'files of cases (default: beside the rules, named <name>.test.yaml)')
    .option('--rules <file>', 'file of rules', DEFAULT_RULES_FILE)
    .option('--fail-under <percent>', 'exit code 1 if the coverage is lower', readPercent)
    .option('--junit <file>', 'write the results as JUnit XML')
    .option('--json', 'print the result as JSON')
    .option('--schema', 'print the JSON Schema of files of cases, and run nothing')
    .addHelpText('after', HELP)
    .action((files: string[], options: TestOptions) => {
      if (options.schema) io.print(JSON.stringify(casesJsonSchema(), null, 2));
      else testRules(files, options, io);
    });
}

function testRules(given: readonly string[], options: TestOptions, io: Io): void {
  const engine = createEngine(loadPolicy(options.rules), { development: false });
  const paths = given.length === 0 ? [casesBeside(options.rules)] : given;
  const files = readCases(paths, engine, options, io);
  const results = files.flatMap((file) => file.results);
  const coverage = coverageOf(engine, results);
  const failed = results.filter(({ differences }) => differences.length > 0).length;
  const { failUnder } = options;
  if (options.junit !== undefined) replaceFile(options.junit, junitXml(files, coverage, failUnder ?? null));
  io.print(options.json ? resultsJson(files, coverage) : formatResults(options.rules, files, coverage));
  if (failed > 0)
    throw new CommandError(
      1,
      failed === 1 ? '1 request came out otherwise.' : `${failed} requests came out otherwise.`,
    );
  if (failUnder !== undefined && coverage.percent < failUnder)
    throw new CommandError(1, `The coverage is below ${failUnder} %.`);
}

function casesBeside(rulesFile: string): string {
  return rulesFile.replace(/(?:\.ya?ml)?$/, '.test.yaml');
}

function readCases(paths: readonly string[], engine: Engine, { json }: TestOptions, io: Io): readonly FileResults[] {
  const files: FileResults[] = [];
  const problems: Problem[] = [];
  for (const path of paths) {
    const read = readSourceFile(path);
    const cases = read.ok ? compileCases(read.file, read.text, engine) : read;
    if (cases.ok) files.push({ file: path, results: runCases(engine, cases.cases) });
    else problems.push(...cases.problems);
  }
  if (problems.length === 0) return files;
  if (json) io.print(JSON.stringify({ ok: false, problems }));
  else io.print(formatProblems(problems));
  throw new CommandError(1, json ? '' : countProblems(problems.length));
}

function resultsJson(files: readonly FileResults[], coverage: Coverage): string {
  const cases = files.flatMap(({ file, results }) =>
    results.map(({ testCase, explanation, differences }) => {
      const { outcome, refusal, route } = explanation;
      const reason = refusal?.reason ?? null;
      const { title, at } = testCase;
      return { file, title, at, ok: differences.length === 0, outcome, reason, route, differences };
    }),
  );
  return JSON.stringify({ ok: cases.every(({ ok }) => ok), cases, coverage });
}

function readPercent(text: string): number {
  const percent = Number(text);
  if (!/^[0-9]{1,3}(?:\.[0-9])?$/.test(text) || percent > 100)
    throw new InvalidArgumentError('Write a number from 0 to 100.');
  return percent;
}
