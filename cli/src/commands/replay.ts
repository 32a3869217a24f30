import {
  createObservedLog,
  createReplay,
  LOG_FORMATS,
  type LogFormat,
  type ObservedLog,
  type Replay,
} from '@portcullis/rules/analysis';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_RULES_FILE, loadPolicy } from '../files/load-policy.ts';
import { type LogSink, readLogEntries } from '../files/log-entries.ts';
import { loadRulesSource } from '../files/rules-source.ts';
import { formatObserved, formatReplay } from '../format/format-replay.ts';
import { CommandError, type Io } from '../io.ts';
import { readMoment } from '../options.ts';

interface ReplayCommandOptions {
  readonly rules: string;
  readonly against?: string;
  readonly format: 'auto' | LogFormat;
  readonly host?: string;
  readonly scheme?: 'http' | 'https';
  readonly time?: number;
  readonly top: number;
  readonly json?: true;
}

/** Where what the logs hold is collected. */
interface Sinks {
  readonly replay: Replay;
  readonly observed: ObservedLog;
  /** Whether the logs held requests of an app, and events of the gateway. */
  readonly seen: { requests: boolean; events: boolean };
}

const HELP = `
A log contains no sessions. So each request is decided for an anonymous visitor, and for a session of each role in the
host's tenant that has just signed in by every method. The report shows who would pass, or why no one would. It assumes
that limits, revocations and tenants' own policies let the request pass, and facts that the log lacks as well (the summary
counts them).

Formats, detected from the first line unless you pass --format:
  combined    nginx, Apache and Traefik, common, combined and vhost_combined, with any of their time formats
  cloudflare  Logpush http_requests, one JSON object per line
  caddy       Caddy's access log, and traefik that of Traefik in JSON
  alb         AWS application load balancers, as stored or as JSON with Athena's columns
  har         HAR 1.2, as browsers export it; requests to hosts that the rules do not name are skipped
  portcullis  the gateway's own log: what observed controls (mode: observe) would have refused, by rule

Exit code 1 if a request that worked (status below 400) would be refused for everyone.

Examples:
  portcullis replay access.log --host app.example.com      a log without hosts
  portcullis replay access.log.*.gz --top 50               several files, compressed or not
  portcullis replay access.log --against origin/main       compared with the rules of a git revision
  kubectl logs deploy/gateway | portcullis replay - --format portcullis
`;

/** `portcullis replay`: what the rules would have done with the requests of a log. */
export function addReplayCommand(program: Command, io: Io): void {
  program
    .command('replay')
    .description(
      'Decide the requests of access logs by the rules; exit code 1 if a request that worked would be refused.',
    )
    .argument('<log...>', 'log files, also .gz; - for standard input')
    .option('--rules <file>', 'file of rules', DEFAULT_RULES_FILE)
    .option('--against <rules>', 'compare with other rules: a file, a folder or a git revision')
    .addOption(new Option('--format <format>', 'format of the logs').choices(['auto', ...LOG_FORMATS]).default('auto'))
    .option('--host <host>', 'host of every request, instead of the one in the log')
    .addOption(new Option('--scheme <scheme>', 'scheme of every request').choices(['http', 'https']))
    .option(
      '--time <moment>',
      'decide every request as of this moment, e.g. 2026-12-01T08:00Z (default: its own time)',
      readMoment,
    )
    .option('--top <count>', 'groups to list in each part', readCount, 20)
    .option('--json', 'print the result as JSON, with every group')
    .addHelpText('after', HELP)
    .action((logs: string[], options: ReplayCommandOptions) => replay(logs, options, io));
}

async function replay(logs: readonly string[], options: ReplayCommandOptions, io: Io): Promise<void> {
  const policy = loadPolicy(options.rules);
  const sinks: Sinks = {
    replay: createReplay(policy, {
      ...(options.host === undefined ? {} : { host: options.host }),
      ...(options.scheme === undefined ? {} : { scheme: options.scheme }),
      ...(options.time === undefined ? {} : { timeSeconds: options.time }),
      ...(options.against === undefined ? {} : { against: loadRulesSource(options.against, options.rules) }),
    }),
    observed: createObservedLog(),
    seen: { requests: false, events: false },
  };
  for (const log of logs) await readLogEntries(log, options.format === 'auto' ? null : options.format, sinkOf(sinks));
  const result = sinks.replay.result();
  const observed = sinks.seen.events ? sinks.observed.result() : null;
  if (result.withoutHost > 0) {
    throw new CommandError(
      2,
      `${result.withoutHost} requests name no host. Name it with --host, such as --host ${policy.hosts[0]?.pattern.replace('{tenant}', 'acme')}.`,
    );
  }
  if (result.requests === 0 && observed === null && result.unreadable.count > 0) {
    const [first] = result.unreadable.first;
    throw new CommandError(
      2,
      `No entry can be read as a request: ${first?.place}: ${first?.problem}. Name the format of the log with --format.`,
    );
  }
  if (result.requests === 0 && observed === null && result.elsewhere.count > 0) {
    throw new CommandError(
      2,
      `All requests are for hosts that the rules do not name: ${result.elsewhere.hosts.join(', ')}. Name the host of the rules with --host.`,
    );
  }
  const ok = result.broken === 0;
  if (options.json) io.print(JSON.stringify({ ok, ...result, observed }));
  else {
    const parts = [
      ...(sinks.seen.requests || observed === null
        ? [formatReplay(result, { roles: policy.roles, top: options.top })]
        : []),
      ...(observed === null ? [] : [formatObserved(observed, options.top)]),
    ];
    io.print(parts.join('\n\n'));
  }
  if (!ok) throw new CommandError(1, '');
}

/** Requests go to the replay, the gateway's own events to the other. */
function sinkOf({ replay, observed, seen }: Sinks): LogSink {
  return {
    entry: (entry, place) => {
      seen.requests = true;
      replay.add(entry, place);
    },
    event: (line) => {
      seen.events = true;
      observed.add(line);
    },
  };
}

function readCount(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('Write a whole number from 1.');
  return Number(text);
}
