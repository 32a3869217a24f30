import type { Command } from 'commander';
import { createAdminClient } from '../../admin/admin-client.ts';
import { checkTenant } from '../../admin/check-tenant.ts';
import { addGatewayOptions, GATEWAY_HELP, type GatewayOptions } from '../../admin/gateway-options.ts';
import { formatTenant, readTenantDocument } from '../../admin/tenant-document.ts';
import type { Io } from '../../io.ts';

/** `portcullis tenant show`: what one tenant demands. */
export function addTenantShowCommand(tenant: Command, io: Io): void {
  const show = tenant.command('show').description("Print a tenant's own policy.").argument('<tenant>', 'its id');
  addGatewayOptions(show)
    .addHelpText('after', GATEWAY_HELP)
    .action((id: string, options: GatewayOptions) => showTenant(id, options, io));
}

async function showTenant(tenant: string, options: GatewayOptions, io: Io): Promise<void> {
  checkTenant('The tenant', tenant);
  const client = createAdminClient(options, { scope: 'tenant-policy', tenant }, io);
  const document = readTenantDocument(await client.call('GET', `tenants/${tenant}/policy`));
  io.print(options.json ? JSON.stringify(document) : formatTenant(document));
}
