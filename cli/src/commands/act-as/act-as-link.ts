import type { Command } from 'commander';
import { createAdminClient } from '../../admin/admin-client.ts';
import { checkTenant } from '../../admin/check-tenant.ts';
import { addGatewayOptions, GATEWAY_HELP, type GatewayOptions } from '../../admin/gateway-options.ts';
import { CommandError, type Io } from '../../io.ts';
import { readList } from '../../options.ts';

interface LinkOptions extends GatewayOptions {
  readonly roles: readonly string[];
  readonly as: string;
  readonly reason: string;
  readonly ticket: string;
  readonly minutes?: string;
  readonly host?: string;
}

const HELP = `
The link opens one session of the user, in the browser of the person who acts. It is good once, and for two minutes. The tenant can
see who acted, when and why. The session never has a second factor, and changes nothing on routes with actAs: read-only.

Example:
  portcullis act-as link acme ann --roles dispatcher --as sam@vendor.example --reason "loads are missing" --ticket T-4711
${GATEWAY_HELP}`;

/** `portcullis act-as link`: prints a link by which one person acts as a user. */
export function addActAsLinkCommand(actAs: Command, io: Io): void {
  const link = actAs
    .command('link')
    .description('Print a link by which one person acts as a user.')
    .argument('<tenant>', 'tenant of the user')
    .argument('<user>', 'id of the user')
    .requiredOption('--roles <names>', "the user's roles, separated by commas", readList)
    .requiredOption('--as <name>', 'who acts')
    .requiredOption('--reason <text>', 'why')
    .requiredOption('--ticket <id>', 'ticket or case')
    .option('--minutes <number>', 'how long, 1 to 60 (default: 30)')
    .option('--host <host>', "where the link opens (default: the tenant's own host, or the first)");
  addGatewayOptions(link)
    .addHelpText('after', HELP)
    .action((tenant: string, user: string, options: LinkOptions) => printLink(tenant, user, options, io));
}

async function printLink(tenant: string, user: string, options: LinkOptions, io: Io): Promise<void> {
  checkTenant('The tenant', tenant);
  const { roles, as: actor, reason, ticket, minutes, host, json } = options;
  const client = createAdminClient(options, { scope: 'act-as', tenant }, io);
  const answer = await client.call('POST', 'act-as', {
    ...{ tenant, user, roles, actor, reason, ticket },
    ...(minutes === undefined ? {} : { minutes: Number(minutes) }),
    ...(host === undefined ? {} : { host }),
  });
  const { url, expires } = answer;
  if (typeof url !== 'string' || typeof expires !== 'string')
    throw new CommandError(1, 'The gateway did not answer with a link. Is its version different?');
  io.print(json ? JSON.stringify(answer) : url);
}
