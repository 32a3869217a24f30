import { type Reported, suggestCsp } from '@portcullis/rules/analysis';
import { type Command, InvalidArgumentError } from 'commander';
import { createAdminClient } from '../../admin/admin-client.ts';
import { addGatewayOptions, GATEWAY_HELP, type GatewayOptions } from '../../admin/gateway-options.ts';
import { countedReports } from '../../csp/counted-reports.ts';
import { readHashes } from '../../csp/hash-file.ts';
import { loggedReports } from '../../csp/logged-reports.ts';
import { loadPolicy } from '../../files/load-policy.ts';
import { formatSuggestions } from '../../format/format-suggestions.ts';
import type { Io } from '../../io.ts';

interface SuggestOptions extends GatewayOptions {
  readonly log?: readonly string[];
  readonly hashes?: string;
  readonly since?: string;
  readonly atLeast: number;
}

const HELP = `
Reads what browsers have reported in the last 30 days from a running gateway, or from its log, and prints for each route the
smallest policy that would have let all of it in, as YAML for the rules. What a policy allows already stays. Each new source
says what needs it and what is risky about it.

Any client can send reports: let in only what you know. Reports of browsers' extensions are left out.

Examples:
  portcullis csp suggest                                     from the gateway of the rules
  portcullis csp suggest --log gateway.ndjson                from its log
  portcullis csp hash https://app.example.com --json > hashes.json
  portcullis csp suggest --hashes hashes.json                with hashes in place of 'unsafe-inline'
${GATEWAY_HELP}`;

/** `portcullis csp suggest`: policies by what real users needed. */
export function addCspSuggestCommand(csp: Command, io: Io): void {
  const suggest = csp
    .command('suggest')
    .description('Print the smallest policy of each route that lets in what browsers have reported.')
    .option('--log <file...>', "logs of the gateway, also .gz, - for standard input; instead of the gateway's counts")
    .option('--hashes <file>', "what csp hash --json has printed: takes the place of 'unsafe-inline'")
    .option('--since <day>', 'leave out what was last reported before this day, e.g. 2026-11-30', readDay)
    .option('--at-least <count>', 'leave out what was reported less often', readCount, 1);
  addGatewayOptions(suggest)
    .addHelpText('after', HELP)
    .action((options: SuggestOptions) => run(options, io));
}

async function run(options: SuggestOptions, io: Io): Promise<void> {
  const policy = loadPolicy(options.rules);
  const hashes = options.hashes === undefined ? null : readHashes(options.hashes);
  const reported = await readReports(options, io);
  const recent = reported.filter(({ last }) => options.since === undefined || last >= options.since);
  const suggestions = suggestCsp(policy, recent, { hashes, atLeast: options.atLeast });
  io.print(options.json ? JSON.stringify(suggestions) : formatSuggestions(suggestions));
}

function readReports(options: SuggestOptions, io: Io): Promise<readonly Reported[]> {
  if (options.log !== undefined) return loggedReports(options.log);
  return countedReports(createAdminClient(options, { scope: 'reports' }, io), io);
}

function readDay(text: string): string {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError('Write a day such as 2026-11-30.');
  return text;
}

function readCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Write a whole number from 1.');
  return Number(text);
}
