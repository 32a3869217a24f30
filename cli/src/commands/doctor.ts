import { ConfigurationError } from '@portcullis/origin';
import { examineOrigin, type OriginReport } from '@portcullis/origin/testing';
import type { Command } from 'commander';
import { gatewayUrl } from '../admin/gateway-url.ts';
import { type DoctorOptions, readDoctorOptions } from '../doctor/doctor-options.ts';
import { formatReport } from '../doctor/format-report.ts';
import { askThroughGateway, type ThroughGateway } from '../doctor/through-gateway.ts';
import { DEFAULT_RULES_FILE, loadPolicy } from '../files/load-policy.ts';
import { CommandError, type Io } from '../io.ts';
import { readList } from '../options.ts';

const HELP = `
Sends a good context to the app itself, then about sixty wrong ones, each wrong in one thing alone: expired, for another
app, path, method or host, not signed, signed with something else, spelt otherwise, twice, under another name, and so on.
It also asks without any context, with forwarding headers alone, and with a role cookie alone. Each hole is named with the
reason and the fix. The path should be one that the app answers at once and that changes nothing.

Who asks in these contexts is a user with every role of the rules, of the tenant "portcullis-doctor" unless --tenant is
given. Where the app refuses that user, name a --path, --tenant or --role that it does not refuse.

Contexts are signed with the keys of the origin, from the environment or from .dev.vars of this folder; for EdDSA with
CONTEXT_KEYS, so examine a staging gateway's app. If ROLE_COOKIE_KEYS is there as well, the role cookie is a real one.

Exit codes: 0 all clear, 1 a hole, or nothing was proved, 2 wrong usage.

Examples:
  portcullis doctor --origin http://127.0.0.1:8788 --path /loads --tenant acme
  portcullis doctor --origin http://127.0.0.1:8788 --path /loads --tenant acme --gateway http://acme.localhost:8787
  portcullis doctor --origin https://app-origin.example.com --origin-id app --host app.example.com --json
`;

/** `portcullis doctor`: whether an app trusts only the gate. */
export function addDoctorCommand(program: Command, io: Io): void {
  program
    .command('doctor')
    .description('Send wrong contexts to a running app, and name what it lets in; exit code 1 for a hole.')
    .requiredOption('--origin <url>', 'where the app itself listens')
    .option('--origin-id <id>', 'its name under origins in the rules (default: the only one)')
    .option('--path <path>', 'path and query that a good context opens', '/')
    .option('--method <method>', 'another one than GET does what it says, wherever it is let in', 'GET')
    .option('--host <host>', "public host to ask for (default: the tenant's, or the first of the rules)")
    .option('--tenant <id>', 'tenant of the user')
    .option('--role <names>', 'roles of the user, with commas between (default: all)', readList)
    .option('--anonymous', 'ask as somebody who has not signed in')
    .option('--other-tenant <id>', 'the URL names a tenant, and the app must refuse users of this other one')
    .option('--keys-env <name>', 'environment variable with the keys (default: as the rules say)')
    .option('--without-keys', 'try only what needs no key')
    .option('--proxy-strips <prefix>', 'a proxy in between takes this off the path')
    .option('--proxy-adds <prefix>', 'a proxy in between puts this on the path')
    .option('--proxy-replaces-host', 'a proxy in between sets X-Forwarded-Host itself')
    .option('--single-use', 'the app has a replay store, so a used context must be refused')
    .option('--gateway <url>', 'also ask through the gateway, and see that the app answers')
    .option('--rules <file>', 'file of rules', DEFAULT_RULES_FILE)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', HELP)
    .action(async (options: DoctorOptions) => doctor(options, io));
}

async function doctor(options: DoctorOptions, io: Io): Promise<void> {
  const policy = loadPolicy(options.rules);
  const examined = await readDoctorOptions(options, policy, io);
  const gateway = options.gateway === undefined ? null : gatewayUrl(options.gateway, policy);
  const report = await examine(examined);
  const { roleCookie, method = 'GET', host = '', url, issuer, audience, algorithm } = examined;
  const isAnonymous = options.anonymous === true || roleCookie === undefined;
  const asked = { path: options.path, method, ...(isAnonymous ? {} : { roleCookie }) };
  const through = gateway === null ? null : await askThroughGateway(gateway, asked);
  const subject = { url, method, host, issuer, audience, algorithm };
  io.print(
    options.json === true
      ? JSON.stringify({ ...subject, ...report, gateway: through }, null, 2)
      : formatReport(subject, report, through),
  );
  if (!isGood(report, through)) throw new CommandError(1, '');
}

async function examine(options: Parameters<typeof examineOrigin>[0]): Promise<OriginReport> {
  try {
    return await examineOrigin(options);
  } catch (error) {
    if (error instanceof ConfigurationError) throw new CommandError(2, error.message);
    throw error;
  }
}

/** Without a key nothing can be proved, which is what was asked for. */
function isGood({ allClear, good, goodAnswer, cases }: OriginReport, gateway: ThroughGateway | null): boolean {
  const isGateGood = gateway === null || gateway.outcome === 'ok' || gateway.outcome === 'not_asked';
  const isKeyless = good === null && goodAnswer === null && cases.every(({ verdict }) => verdict === 'refused');
  return isGateGood && (allClear || isKeyless);
}
