import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Policy } from '@portcullis/rules/policy';
import { type Command, InvalidArgumentError } from 'commander';
import { linkMinter } from '../admin/link-minter.ts';
import {
  DEV_VARS_FILE,
  ensureDevVars,
  errorMessage,
  localPolicy,
  PortInUseError,
  type RedisRest,
  shortLogLine,
  startGateway,
  startRedisRest,
  startSignInLinks,
  stopOnSignals,
} from '../dev/index.ts';
import { DEFAULT_RULES_FILE, loadPolicy } from '../files/load-policy.ts';
import { CommandError, type Io } from '../io.ts';
import { checkKnown } from '../requests/known.ts';

interface DevOptions {
  readonly origin: readonly PlacedOrigin[];
  readonly originId?: string;
  readonly rules: string;
  readonly port: number;
  readonly state?: string;
}

/** Where an app listens. */
interface PlacedOrigin {
  /** `null`: the rules have one origin, or `--origin-id` names it. */
  readonly id: string | null;
  readonly url: string;
}

/** `portcullis dev`: the gateway in front of an app on this machine. */
export function addDevCommand(program: Command, io: Io): void {
  program
    .command('dev')
    .description('Run the gateway on this machine in front of your own app, until Ctrl-C.')
    .requiredOption(
      '--origin <url>',
      'where your app listens, e.g. http://localhost:3000; as id=url where the rules have several origins',
      readOrigins,
    )
    .option('--origin-id <id>', 'its id under origins in the rules (default: the only one)')
    .option('--rules <file>', 'file of rules', DEFAULT_RULES_FILE)
    .option('--port <number>', 'port of the gateway', readPort, 8787)
    .option('--state <url>', 'keep the state in your own Redis, e.g. redis://127.0.0.1:6379', readRedisUrl)
    .addHelpText(
      'after',
      `
Without --state, the state is kept in a folder of its own, .portcullis, and outlives a restart.

Examples:
  $ npx portcullis dev --origin freight=http://localhost:3000
  $ npx portcullis dev --origin http://localhost:3000 --rules rules/app.yaml
  $ npx portcullis dev --origin freight=http://localhost:3000 --state redis://127.0.0.1:6379
  $ npx portcullis dev --origin wiki=http://localhost:3000 --origin files=http://localhost:3001`,
    )
    .action((options: DevOptions) => runDev(options, io));
}

async function runDev(options: DevOptions, io: Io): Promise<void> {
  const rules = loadPolicy(options.rules);
  const originUrls = Object.fromEntries(
    options.origin.map(({ id, url }) => [chooseOrigin(rules, id ?? options.originId), url]),
  );
  const policy = localPolicy(rules, { port: options.port, originUrls });
  const kept = await ensureDevVars(process.cwd(), policy);
  const bridge = options.state === undefined ? null : await startBridge(options.state);
  const settings = { ...kept, ...bridge?.settings };
  const folder = join(process.cwd(), '.portcullis', `dev-${options.port}`);
  const gateway = await startGateway({
    policy,
    port: options.port,
    settings,
    folder,
    keepState: true,
    onLog: (line) => io.notify(shortLogLine(line)),
  }).catch(async (error: unknown) => {
    await bridge?.rest.stop();
    if (error instanceof PortInUseError)
      throw new CommandError(1, `The gateway did not start: ${error.message} with --port.`);
    throw error;
  });
  const links = await startSignInLinks({ gatewayPort: options.port, mint: linkMinter(policy, settings) });
  stopOnSignals(async () => {
    await links.stop();
    await gateway.stop();
    await bridge?.rest.stop();
  });
  const [role] = policy.roles;
  const [place = ''] = placesOf(policy);
  const { hostname } = new URL(place);
  const rulesOption = options.rules === DEFAULT_RULES_FILE ? '' : ` --rules ${options.rules}`;
  io.print(
    [
      `The gateway listens on ${placesOf(policy).join(', ')} and forwards to ${Object.values(originUrls).join(', ')}, by ${options.rules}.`,
      ...(role === undefined
        ? [`The rules declare no role, so no one has to sign in. To try it: curl ${place}/`]
        : [
            `To sign a browser in, open ${links.linkFor({ tenant: 'acme', user: 'me', roles: [role] }, hostname)}`,
            `To try it with curl: curl -b "__Host-role=$(npx portcullis mint role --tenant acme --user me --roles ${role}${rulesOption})" ${place}/`,
          ]),
      ...(bridge === null ? [] : [`The state is kept in ${placeOf(options.state ?? '')}.`]),
      ...Object.keys(originUrls).map(
        (id) =>
          `Origin ${id} can verify the context with the keys under ${policy.origins[id]?.keys} in ${DEV_VARS_FILE}.`,
      ),
      ...elsewhere(policy),
      'Ctrl-C ends it.',
    ].join('\n'),
  );
  await gateway.process.ended;
  await links.stop();
  await bridge?.rest.stop();
}

/** What the gateway speaks to in front of a Redis of one's own, and the settings that lead it there. */
interface Bridge {
  readonly rest: RedisRest;
  readonly settings: Readonly<Record<string, string>>;
}

async function startBridge(redisUrl: string): Promise<Bridge> {
  const token = randomBytes(32).toString('base64url');
  const rest = await startRedisRest({ redisUrl, token }).catch((error: unknown) => {
    throw new CommandError(
      1,
      `Redis at ${placeOf(redisUrl)} cannot be reached (${errorMessage(error)}): start it, or correct --state.`,
    );
  });
  const settings = {
    PORTCULLIS_STATE: 'redis',
    UPSTASH_REDIS_REST_URL: rest.url,
    UPSTASH_REDIS_REST_TOKEN: token,
  };
  return { rest, settings };
}

/** The URL without a password that it may hold. */
function placeOf(redisUrl: string): string {
  const { protocol, host, pathname } = new URL(redisUrl);
  return `${protocol}//${host}${pathname}`;
}

/** Where a browser on this machine finds each host; a tenant has to be named. */
function placesOf({ development }: Policy): readonly string[] {
  const hosts = development?.hosts ?? [];
  const places = hosts.filter(({ labels, standsFor }) => standsFor !== undefined || labels[0] !== null);
  return places.map(({ pattern }) => `http://${pattern.replace('{tenant}', 'acme')}`);
}

/** Origins whose requests leave this machine, or go where they would in production: people should know. */
function elsewhere({ origins, development }: Policy): readonly string[] {
  return Object.values(origins).flatMap(({ id, target }) =>
    development?.originUrls[id] !== undefined || target.kind === 'service'
      ? []
      : [
          `Origin ${id} is at ${target.url}, as the rules say. For one on this machine: --origin ${id}=http://localhost:3000`,
        ],
  );
}

function chooseOrigin(policy: Policy, asked: string | undefined): string {
  const ids = Object.keys(policy.origins);
  const [only] = ids;
  if (asked !== undefined && ids.includes(asked)) return asked;
  if (asked === undefined && only !== undefined && ids.length === 1) return only;
  if (asked !== undefined) checkKnown('--origin', 'origin', [asked], ids);
  throw new CommandError(
    2,
    `The rules have several origins (${ids.join(', ')}): write each as --origin ${only ?? 'app'}=http://localhost:3000.`,
  );
}

function readOrigins(text: string, earlier: readonly PlacedOrigin[] = []): readonly PlacedOrigin[] {
  const named = /^([a-z][a-z0-9_-]*)=(.*)$/.exec(text);
  return [...earlier, { id: named?.[1] ?? null, url: readOrigin(named?.[2] ?? text) }];
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

function readRedisUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '')
    throw new InvalidArgumentError('Write a URL such as redis://127.0.0.1:6379 or rediss://:PASSWORD@host:6380/0.');
  return text;
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new InvalidArgumentError('A port is a whole number from 1 to 65535.');
  return port;
}
