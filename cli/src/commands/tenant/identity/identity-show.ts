import type { Command } from 'commander';
import { createAdminClient } from '../../../admin/admin-client.ts';
import { checkTenant } from '../../../admin/check-tenant.ts';
import { addGatewayOptions, GATEWAY_HELP, type GatewayOptions } from '../../../admin/gateway-options.ts';
import type { Io } from '../../../io.ts';
import { formatIdentity, identityPath } from './identity-document.ts';

/** `portcullis tenant identity show`: the provider, without the client's secret. */
export function addIdentityShowCommand(identity: Command, io: Io): void {
  const show = identity
    .command('show')
    .description("Print a tenant's own identity provider, without the client's secret.")
    .argument('<tenant>', 'its id');
  addGatewayOptions(show)
    .addHelpText('after', GATEWAY_HELP)
    .action((tenant: string, options: GatewayOptions) => showIdentity(tenant, options, io));
}

async function showIdentity(tenant: string, options: GatewayOptions, io: Io): Promise<void> {
  checkTenant('The tenant', tenant);
  const client = createAdminClient(options, { scope: 'tenant-identity', tenant }, io);
  const answer = await client.call('GET', identityPath(tenant));
  io.print(options.json ? JSON.stringify(answer) : formatIdentity(client.url, tenant, answer));
}
