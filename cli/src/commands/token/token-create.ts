import type { Command } from 'commander';
import { createAdminClient } from '../../admin/admin-client.ts';
import { checkTenant } from '../../admin/check-tenant.ts';
import { addGatewayOptions, GATEWAY_HELP, type GatewayOptions } from '../../admin/gateway-options.ts';
import type { Io } from '../../io.ts';
import { readList, readMoment } from '../../options.ts';
import { printToken } from './print-token.ts';

interface CreateOptions extends GatewayOptions {
  readonly roles: readonly string[];
  readonly addresses?: readonly string[];
  readonly expires?: number;
}

const HELP = `
The token is printed once, alone, and kept nowhere: put it where the machine reads its secrets. It counts on routes with
"credentials: [token]", as "Authorization: Bearer" or as the password of Basic, with any user name.

Example:
  portcullis token create acme ci --roles deployer --addresses 203.0.113.0/24 --expires 2027-06-01T00:00Z
${GATEWAY_HELP}`;

/** `portcullis token create`: prints a new token. */
export function addTokenCreateCommand(token: Command, io: Io): void {
  const create = token
    .command('create')
    .description('Print a new token.')
    .argument('<tenant>', 'tenant that the machine works for')
    .argument('<name>', 'name of the machine or job, for logs')
    .requiredOption('--roles <names>', 'roles, separated by commas; the rules say which a token may have', readList)
    .option('--addresses <prefixes>', 'networks that it may come from, separated by commas (default: any)', readList)
    .option('--expires <time>', 'when it ends: 2027-06-01T00:00Z (default: as late as the rules allow)', readMoment);
  addGatewayOptions(create)
    .addHelpText('after', HELP)
    .action((tenant: string, name: string, options: CreateOptions) => createToken(tenant, name, options, io));
}

async function createToken(tenant: string, name: string, options: CreateOptions, io: Io): Promise<void> {
  checkTenant('The tenant', tenant);
  const { roles, addresses, expires, json } = options;
  const client = createAdminClient(options, { scope: 'tokens', tenant }, io);
  const answer = await client.call('POST', `tenants/${tenant}/tokens`, {
    name,
    roles,
    ...(addresses === undefined ? {} : { addresses }),
    ...(expires === undefined ? {} : { expires: new Date(expires * 1000).toISOString() }),
  });
  printToken(answer, json === true, io);
}
