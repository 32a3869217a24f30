import type { Command } from 'commander';
import { createAdminClient } from '../../admin/admin-client.ts';
import { checkTenant } from '../../admin/check-tenant.ts';
import { addGatewayOptions, GATEWAY_HELP, type GatewayOptions } from '../../admin/gateway-options.ts';
import type { Members } from '../../format/members.ts';
import { pages } from '../../format/pages.ts';
import { table } from '../../format/table.ts';
import type { Io } from '../../io.ts';

const COLUMNS = ['id', 'name', 'roles', 'addresses', 'created', 'expires', 'by'] as const;

/** `portcullis token list`: the tokens of a tenant, without their secrets. */
export function addTokenListCommand(token: Command, io: Io): void {
  const list = token.command('list').description('Print the tokens of a tenant.').argument('<tenant>', 'its id');
  addGatewayOptions(list)
    .addHelpText('after', GATEWAY_HELP)
    .action((tenant: string, options: GatewayOptions) => listTokens(tenant, options, io));
}

async function listTokens(tenant: string, options: GatewayOptions, io: Io): Promise<void> {
  checkTenant('The tenant', tenant);
  const client = createAdminClient(options, { scope: 'tokens', tenant }, io);
  const tokens: Members[] = [];
  for await (const entries of pages(client, `tenants/${tenant}/tokens`, 'tokens'))
    tokens.push(...entries.map((entry) => (entry ?? {}) as Members));
  if (options.json) return io.print(JSON.stringify({ tokens }));
  if (tokens.length === 0) return io.notify(`${tenant} has no tokens.`);
  io.print(
    table(
      COLUMNS,
      tokens.map((shown) => COLUMNS.map((column) => textOf(shown[column]))),
    ),
  );
}

function textOf(value: unknown): string {
  return (Array.isArray(value) ? value.join(', ') : String(value)) || 'any';
}
