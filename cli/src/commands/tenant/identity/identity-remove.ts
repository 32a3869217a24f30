import type { Command } from 'commander';
import { createAdminClient } from '../../../admin/admin-client.ts';
import { checkTenant } from '../../../admin/check-tenant.ts';
import { confirm } from '../../../admin/confirm.ts';
import { addGatewayOptions, GATEWAY_HELP, type GatewayOptions } from '../../../admin/gateway-options.ts';
import type { Io } from '../../../io.ts';
import { callToTheEnd, formatIdentity, identityPath } from './identity-document.ts';

interface RemoveOptions extends GatewayOptions {
  readonly yes?: true;
}

/** `portcullis tenant identity remove`: it signs no one in any more, and its sessions end. */
export function addIdentityRemoveCommand(identity: Command, io: Io): void {
  const remove = identity
    .command('remove')
    .description("Remove a tenant's own identity provider, and end the sessions that came by it.")
    .argument('<tenant>', 'its id')
    .option('--yes', 'do not ask');
  addGatewayOptions(remove)
    .addHelpText('after', GATEWAY_HELP)
    .action((tenant: string, options: RemoveOptions) => removeIdentity(tenant, options, io));
}

async function removeIdentity(tenant: string, options: RemoveOptions, io: Io): Promise<void> {
  checkTenant('The tenant', tenant);
  const client = createAdminClient(options, { scope: 'tenant-identity', tenant }, io);
  const what = `No one of tenant ${tenant} at ${client.url} will sign in by its own provider, and the sessions that came by it end.`;
  await confirm({ what, yes: options.yes === true }, io);
  const answer = await callToTheEnd(client, (cursor) => client.call('DELETE', identityPath(tenant, { cursor })), io);
  io.print(options.json ? JSON.stringify(answer) : formatIdentity(client.url, tenant, answer));
}
