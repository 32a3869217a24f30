import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import {
  DEV_VARS_FILE,
  ensureDevVars,
  localPolicy,
  PortInUseError,
  shortLogLine,
  startGateway,
  stopOnSignals,
} from '../../dev/index.ts';
import type { Policy } from '../../policy/index.ts';
import { CommandError, type Io } from '../io.ts';
import { DEFAULT_RULES_FILE, loadPolicy } from '../load-policy.ts';

interface DevOptions {
  readonly origin: string;
  readonly originId?: string;
  readonly rules: string;
  readonly port: number;
}

/** `portcullis dev`: the gateway in front of an app on this machine. */
export function addDevCommand(program: Command, io: Io): void {
  program
    .command('dev')
    .description('Run the gateway on this machine in front of your own app, until Ctrl-C.')
    .requiredOption('--origin <url>', 'where your app listens, e.g. http://localhost:3000', readOrigin)
    .option('--origin-id <id>', 'which origin of the rules that is, where they have several')
    .option('--rules <file>', 'file of rules', DEFAULT_RULES_FILE)
    .option('--port <number>', 'port of the gateway', readPort, 8787)
    .action((options: DevOptions) => runDev(options, io));
}

async function runDev(options: DevOptions, io: Io): Promise<void> {
  const rules = loadPolicy(options.rules);
  const originId = chooseOrigin(rules, options.originId);
  const policy = localPolicy(rules, { port: options.port, originUrls: { [originId]: options.origin } });
  const settings = await ensureDevVars(process.cwd(), policy);
  const folder = join(process.cwd(), '.portcullis', `dev-${options.port}`);
  const gateway = await startGateway({
    policy,
    port: options.port,
    settings,
    folder,
    keepState: true,
    onLog: (line) => io.tell(shortLogLine(line)),
  }).catch((error: unknown) => {
    if (error instanceof PortInUseError)
      throw new CommandError(1, `The gateway did not start: ${error.message} with --port.`);
    throw error;
  });
  stopOnSignals(gateway.stop);
  const [role = 'ROLE'] = policy.roles;
  io.print(
    [
      `The gateway listens on http://localhost:${options.port} and leads to ${options.origin}, by ${options.rules}.`,
      `A session to try it with: curl -b "__Host-role=$(npx portcullis mint role --tenant acme --user me --roles ${role})" http://localhost:${options.port}/`,
      `Your app verifies the context with the keys under ${policy.origins[originId]?.keys} in ${DEV_VARS_FILE}.`,
      'Ctrl-C ends it.',
    ].join('\n'),
  );
  await gateway.process.ended;
}

function chooseOrigin(policy: Policy, asked: string | undefined): string {
  const ids = Object.keys(policy.origins);
  const [only] = ids;
  if (asked !== undefined && ids.includes(asked)) return asked;
  if (asked === undefined && only !== undefined && ids.length === 1) return only;
  throw new CommandError(2, `The rules have the origins ${ids.join(', ')}: name yours with --origin-id.`);
}

function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (
    url === null ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.pathname !== '/' ||
    url.search !== '' ||
    url.username !== ''
  ) {
    throw new InvalidArgumentError('Write scheme, host and port only, like http://localhost:3000.');
  }
  return url.origin;
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new InvalidArgumentError('A port is a whole number from 1 to 65535.');
  return port;
}
