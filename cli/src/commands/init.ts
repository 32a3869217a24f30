import { existsSync } from 'node:fs';
import { type Advice, adviseOn, LOG_FORMATS, type LogFormat } from '@portcullis/rules/analysis';
import { parseHost } from '@portcullis/rules/compiler';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_RULES_FILE } from '../files/load-policy.ts';
import { replaceFile } from '../files/replace-file.ts';
import { writtenRules } from '../files/written-rules.ts';
import {
  crawl,
  formatInit,
  type InitResult,
  initRules,
  leftToDecide,
  readVisitor,
  type Visitor,
} from '../init/index.ts';
import { CommandError, type Io } from '../io.ts';

interface InitCommandOptions {
  readonly out: string;
  readonly force?: true;
  readonly format: 'auto' | LogFormat;
  readonly host?: readonly string[];
  readonly gateway: string;
  readonly origin?: string;
  readonly crawl?: URL;
  readonly as?: readonly Visitor[];
  readonly pages: number;
  readonly limitFactor: number;
  readonly json?: true;
}

const HELP = `
Reads access logs and HAR files in the formats that replay reads, and OpenAPI documents, opens the running app, and writes rules that take what worked:
hosts, routes, methods, assets, limits by real rates, headers. Each line says how many requests stand behind it. Every route
observes. A path that failed, or that only scanners got, becomes no route. Who may come is what the evidence shows; where it shows
nothing, a route is closed once "roles" is enforced, and listed. The rules are then checked, and replayed on the same evidence.

Neither the file nor the report holds queries, header values, or segments of paths that look like secrets.

Examples:
  portcullis init access.log --host app.example.com           a log without hosts
  portcullis init access.log.*.gz visit.har openapi.yaml      several kinds together
  portcullis init access.log --out - | less                   look first
  portcullis init --crawl http://localhost:3000 --host app.example.com --as dispatcher=@cookie.txt
`;

/** `portcullis init`: a first rules file from what the app was asked. */
export function addInitCommand(program: Command, io: Io): void {
  program
    .command('init')
    .description('Propose a first rules file from access logs, HAR files, OpenAPI documents and the running app.')
    .argument('[file...]', 'logs, also .gz, HAR files, OpenAPI documents in JSON or YAML')
    .option('--out <file>', 'the rules file to write; - prints it', DEFAULT_RULES_FILE)
    .option('--force', 'overwrite the file')
    .option('--host <host...>', 'the public hosts; the first stands for logs that name none', readHosts)
    .option('--origin <url>', 'where the app is, e.g. https://app-origin.example.com', readOrigin)
    .option('--crawl <url>', 'open the pages of the running app, e.g. http://localhost:3000', readStart)
    .option(
      '--as <role=header...>',
      'crawl as this role too: "dispatcher=Cookie: sid=…", or dispatcher=@FILE',
      readVisitor,
    )
    .option('--pages <count>', 'addresses that the crawl opens at most', readCount, 200)
    .option('--gateway <id>', "the gateway's id", 'app-edge')
    .option('--limit-factor <number>', 'limits are the rate that 99.9 % keep to, times this', readFactor, 3)
    .addOption(new Option('--format <format>', 'format of the logs').choices(['auto', ...LOG_FORMATS]).default('auto'))
    .option('--json', 'print the result as JSON')
    .addHelpText('after', HELP)
    .action((files: string[], options: InitCommandOptions) => init(files, options, io));
}

async function init(files: readonly string[], options: InitCommandOptions, io: Io): Promise<void> {
  const isShown = options.out === '-';
  if (!isShown && existsSync(options.out) && options.force === undefined)
    throw new CommandError(
      2,
      `"${options.out}" is there already. Name another file with --out, or overwrite it with --force.`,
    );
  if (options.as !== undefined && options.crawl === undefined)
    throw new CommandError(2, '"--as" says how to crawl: add --crawl.');
  if (files.length === 0 && options.crawl === undefined)
    throw new CommandError(2, 'Name logs, HAR files or OpenAPI documents, or the running app with --crawl.');
  const result = await initRules({
    out: options.out,
    files,
    format: options.format === 'auto' ? null : options.format,
    hosts: options.host ?? [],
    gateway: options.gateway,
    originUrl: options.origin ?? null,
    limitFactor: options.limitFactor,
    crawl: options.crawl === undefined ? null : await crawl(options.crawl, options.as ?? [], options.pages),
  });
  const advice = adviseOn(result.policy, writtenRules(options.out, result.text), Math.floor(Date.now() / 1000));
  const left = leftToDecide(result, options.origin ?? null);
  if (isShown) io.print(result.text.trimEnd());
  else replaceFile(options.out, result.text);
  const report = options.json
    ? asJson(options.out, result, left, advice)
    : formatInit(options.out, result, left, advice);
  // What can be piped is the rules alone.
  if (isShown) io.notify(`\n${report}`);
  else io.print(report);
}

function asJson(
  out: string,
  { proposal, evidence, survey, replay }: InitResult,
  left: object,
  advice: readonly Advice[],
): string {
  const routes = proposal.routes.map(({ id, hosts, path, methods, access, uses }) => ({
    id,
    hosts,
    path,
    methods: Object.fromEntries(methods),
    access,
    requests: uses.requests,
  }));
  const { requests, outcomes, broken, unreadable } = replay;
  return JSON.stringify({
    ok: true,
    out,
    hosts: proposal.hosts,
    routes,
    limits: proposal.limits,
    headers: proposal.headers,
    evidence: { requests: survey.requests, counted: evidence.counted },
    replay: { requests, outcomes, broken, unreadable },
    advice,
    left,
  });
}

function readHosts(text: string, earlier: readonly string[] | undefined): readonly string[] {
  const host = parseHost(text, { development: false, developmentKey: 'development.hosts' });
  if (!host.ok) throw new InvalidArgumentError(`${host.message} ${host.fix}`);
  return [...(earlier ?? []), text];
}

function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'https:' || url.pathname !== '/' || url.search !== '' || url.username !== '' || url.hash !== '')
    throw new InvalidArgumentError('Write scheme, host and port only, like https://app-origin.example.com.');
  return url.origin;
}

function readStart(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '')
    throw new InvalidArgumentError('Write a URL such as http://localhost:3000.');
  return url;
}

function readCount(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('Write a whole number from 1.');
  return Number(text);
}

function readFactor(text: string): number {
  const factor = Number(text);
  if (!/^\d{1,3}(?:\.\d{1,2})?$/.test(text) || factor < 1) throw new InvalidArgumentError('Write a number from 1.');
  return factor;
}
