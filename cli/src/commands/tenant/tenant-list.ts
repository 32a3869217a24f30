import type { Command } from 'commander';
import { type AdminClient, createAdminClient } from '../../admin/admin-client.ts';
import { addGatewayOptions, GATEWAY_HELP, type GatewayOptions } from '../../admin/gateway-options.ts';
import { readTenantDocument, type TenantDocument } from '../../admin/tenant-document.ts';
import { pages } from '../../format/pages.ts';
import { table } from '../../format/table.ts';
import type { Io } from '../../io.ts';

/** `portcullis tenant list`: the tenants that have a policy. */
export function addTenantListCommand(tenant: Command, io: Io): void {
  const list = tenant.command('list').description('Print the tenants that have their own policy.');
  addGatewayOptions(list)
    .addHelpText('after', GATEWAY_HELP)
    .action((options: GatewayOptions) => listTenants(options, io));
}

async function listTenants(options: GatewayOptions, io: Io): Promise<void> {
  const tenants = await readAll(createAdminClient(options, { scope: 'tenant-policy' }, io));
  if (options.json) return io.print(JSON.stringify({ tenants }));
  if (tenants.length === 0) return io.notify('No tenant has its own policy.');
  io.print(
    table(
      ['tenant', 'suspended', 'second factor', 'act-as', 'not before', 'addresses'],
      tenants.map(({ tenant, suspended, requireMfa, forbidActAs, notBefore, addresses }) => [
        tenant,
        suspended ? 'yes' : '-',
        requireMfa ? 'yes' : '-',
        forbidActAs ? 'no' : '-',
        notBefore ?? '-',
        addresses.join(', ') || '-',
      ]),
    ),
  );
}

/** A page may repeat a tenant, so the last one counts. */
async function readAll(client: AdminClient): Promise<readonly TenantDocument[]> {
  const found = new Map<string, TenantDocument>();
  for await (const entries of pages(client, 'tenants', 'tenants')) {
    for (const document of entries.map(readTenantDocument)) found.set(document.tenant, document);
  }
  return [...found.values()].sort((one, other) => (one.tenant < other.tenant ? -1 : 1));
}
