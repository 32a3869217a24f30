import type { Command } from 'commander';
import { createAdminClient } from '../../admin/admin-client.ts';
import { checkTenant } from '../../admin/check-tenant.ts';
import { confirm } from '../../admin/confirm.ts';
import { addGatewayOptions, GATEWAY_HELP, type GatewayOptions } from '../../admin/gateway-options.ts';
import type { Io } from '../../io.ts';

interface DeleteOptions extends GatewayOptions {
  readonly yes?: true;
}

/** `portcullis token delete`: ends a token everywhere. */
export function addTokenDeleteCommand(token: Command, io: Io): void {
  const remove = token
    .command('delete')
    .description('End a token everywhere, within the bound of a revocation.')
    .argument('<tenant>', 'its tenant')
    .argument('<id>', 'its id, as "token list" prints it')
    .option('--yes', 'do not ask');
  addGatewayOptions(remove)
    .addHelpText('after', GATEWAY_HELP)
    .action((tenant: string, id: string, options: DeleteOptions) => deleteToken(tenant, id, options, io));
}

async function deleteToken(tenant: string, id: string, options: DeleteOptions, io: Io): Promise<void> {
  checkTenant('The tenant', tenant);
  const client = createAdminClient(options, { scope: 'tokens', tenant }, io);
  await confirm({ what: `Token ${id} of ${tenant} at ${client.url} will end.`, yes: options.yes === true }, io);
  await client.call('DELETE', `tenants/${tenant}/tokens/${encodeURIComponent(id)}`);
  io.print(options.json ? JSON.stringify({ tenant, id }) : `Token ${id} of ${tenant} has ended.`);
}
