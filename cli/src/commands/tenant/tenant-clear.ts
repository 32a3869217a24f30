import type { Command } from 'commander';
import { createAdminClient } from '../../admin/admin-client.ts';
import { checkTenant } from '../../admin/check-tenant.ts';
import { confirm } from '../../admin/confirm.ts';
import { addGatewayOptions, GATEWAY_HELP, type GatewayOptions } from '../../admin/gateway-options.ts';
import { formatChanges, readTenantDocument } from '../../admin/tenant-document.ts';
import type { Io } from '../../io.ts';

interface ClearOptions extends GatewayOptions {
  readonly yes?: true;
}

/** `portcullis tenant clear`: takes a tenant's policy away. */
export function addTenantClearCommand(tenant: Command, io: Io): void {
  const clear = tenant
    .command('clear')
    .description('Remove the policy of a tenant, so that only the rules apply.')
    .argument('<tenant>', 'its id')
    .option('--yes', 'do not ask');
  addGatewayOptions(clear)
    .addHelpText('after', GATEWAY_HELP)
    .action((id: string, options: ClearOptions) => clearTenant(id, options, io));
}

async function clearTenant(tenant: string, options: ClearOptions, io: Io): Promise<void> {
  checkTenant('The tenant', tenant);
  const client = createAdminClient(options, { scope: 'tenant-policy', tenant }, io);
  const path = `tenants/${tenant}/policy`;
  const before = readTenantDocument(await client.call('GET', path));
  const after = { tenant, suspended: false, addresses: [], requireMfa: false, forbidActAs: false, notBefore: null };
  const changes = formatChanges(before, after);
  if (changes.length > 0) {
    const what = [`Tenant ${tenant} at ${client.url} will demand nothing beyond the rules:`, ...changes].join('\n');
    await confirm({ what, yes: options.yes === true }, io);
  }
  // Also one that demands nothing: it would be listed for ever.
  await client.call('DELETE', path);
  io.print(options.json ? JSON.stringify(after) : `Tenant ${tenant} no longer has a policy.`);
}
