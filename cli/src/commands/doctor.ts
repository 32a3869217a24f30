import { ConfigurationError } from '@portcullis/origin';
import { examineOrigin, type OriginReport } from '@portcullis/origin/testing';
import type { Command } from 'commander';
import { gatewayUrl } from '../admin/gateway-url.ts';
import { type DoctorOptions, readDirectUrl, readDoctorOptions } from '../doctor/doctor-options.ts';
import { askWithForgedIdentity, formatForged } from '../doctor/forged-identity.ts';
import { formatReport } from '../doctor/format-report.ts';
import { askThroughGateway, type ThroughGateway } from '../doctor/through-gateway.ts';
import { DEFAULT_RULES_FILE, loadPolicy } from '../files/load-policy.ts';
import { CommandError, type Io } from '../io.ts';
import { readList } from '../options.ts';

const HELP = `
Sends a good context directly to the app, then about sixty bad ones, each wrong in one way: expired, unsigned, signed with
another key, for another app, path, method or host, doubled, under another header name, and so on. It also sends requests
without a context: with forwarding headers only, and with a role cookie only. The report names each hole with the reason
and the fix. Choose a path that the app answers quickly and that changes nothing.

The user in these contexts has every role of the rules, and the tenant "portcullis-doctor" unless you pass --tenant. If
the app refuses that user, pass a --path, --tenant or --role that it accepts.

The contexts are signed with the origin's keys, from the environment or from .dev.vars in this folder. For EdDSA, they are
signed with CONTEXT_KEYS, so use a staging gateway. If ROLE_COOKIE_KEYS is set too, the role cookie is a real one.

An app that gets plain headers of who asks ("identity" in the rules) verifies no context, and must be reachable by the
gateway alone. It is asked directly, without these headers and then with forged ones: it should not answer, and must not
answer otherwise.

Exit codes: 0 all clear, 1 a hole or no proof, 2 wrong usage.

Examples:
  portcullis doctor --origin http://127.0.0.1:8788 --origin-id freight --path /loads --tenant acme
  portcullis doctor --origin http://127.0.0.1:8788 --origin-id freight --path /loads --tenant acme --gateway http://acme.localhost:8787
  portcullis doctor --origin https://app-origin.example.com --origin-id app --host app.example.com --json
`;

/** `portcullis doctor`: whether an app trusts only the gate. */
export function addDoctorCommand(program: Command, io: Io): void {
  program
    .command('doctor')
    .description(
      'Send wrong contexts to a running app and report which ones it accepts; exit code 1 if it accepts any.',
    )
    .requiredOption('--origin <url>', 'where the app itself listens')
    .option('--origin-id <id>', 'its name under origins in the rules (default: the only one)')
    .option('--path <path>', 'path and query that the app answers for a good context', '/')
    .option(
      '--method <method>',
      'method to send; methods other than GET may change data if the app accepts them',
      'GET',
    )
    .option('--host <host>', "public host of the request (default: the tenant's, or the first of the rules)")
    .option('--tenant <id>', 'tenant of the user')
    .option('--role <names>', 'roles of the user, separated by commas (default: all)', readList)
    .option('--anonymous', 'send anonymous contexts')
    .option('--other-tenant <id>', 'the URL names a tenant, and the app must refuse users of this other tenant')
    .option('--keys-env <name>', 'environment variable with the keys (default: the one in the rules)')
    .option('--without-keys', 'send only requests that need no key')
    .option('--proxy-strips <prefix>', 'a proxy in between removes this prefix from the path')
    .option('--proxy-adds <prefix>', 'a proxy in between adds this prefix to the path')
    .option('--proxy-replaces-host', 'a proxy in between sets X-Forwarded-Host itself')
    .option('--single-use', 'the app has a replay store, so a used context must be refused')
    .option('--gateway <url>', 'also send a request through the gateway, and check that the app answers')
    .option('--rules <file>', 'file of rules', DEFAULT_RULES_FILE)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', HELP)
    .action(async (options: DoctorOptions) => doctor(options, io));
}

async function doctor(options: DoctorOptions, io: Io): Promise<void> {
  const policy = loadPolicy(options.rules);
  const { rule, url: directUrl } = readDirectUrl(options, policy);
  if (rule.identity !== null) {
    const forged = await askWithForgedIdentity(directUrl, options.method, rule.identity);
    io.print(options.json === true ? JSON.stringify(forged, null, 2) : formatForged(forged));
    if (forged.outcome === 'believes' || forged.outcome === 'unclear') throw new CommandError(1, '');
    return;
  }
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
