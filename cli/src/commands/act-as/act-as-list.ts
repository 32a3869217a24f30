import type { Command } from 'commander';
import { createAdminClient } from '../../admin/admin-client.ts';
import { checkTenant } from '../../admin/check-tenant.ts';
import { addGatewayOptions, GATEWAY_HELP, type GatewayOptions } from '../../admin/gateway-options.ts';
import type { Members } from '../../format/members.ts';
import { pages } from '../../format/pages.ts';
import { table } from '../../format/table.ts';
import type { Io } from '../../io.ts';

const COLUMNS = ['since', 'until', 'actor', 'user', 'reason'] as const;

/** `portcullis act-as list`: who acted as users of a tenant. */
export function addActAsListCommand(actAs: Command, io: Io): void {
  const list = actAs
    .command('list')
    .description('Print who acted as users of a tenant, when and why.')
    .argument('<tenant>', 'its id');
  addGatewayOptions(list)
    .addHelpText('after', GATEWAY_HELP)
    .action((tenant: string, options: GatewayOptions) => printList(tenant, options, io));
}

async function printList(tenant: string, options: GatewayOptions, io: Io): Promise<void> {
  checkTenant('The tenant', tenant);
  const client = createAdminClient(options, { scope: 'act-as', tenant }, io);
  const sessions: Members[] = [];
  for await (const entries of pages(client, `tenants/${tenant}/act-as`, 'sessions'))
    sessions.push(...entries.map((entry) => (entry ?? {}) as Members));
  if (options.json) return io.print(JSON.stringify({ sessions }));
  if (sessions.length === 0) return io.notify(`No one has acted as a user of ${tenant}.`);
  io.print(
    table(
      COLUMNS,
      sessions.map((session) => COLUMNS.map((column) => String(session[column]))),
    ),
  );
}
