import type { Command } from 'commander';
import { createAdminClient } from '../admin/admin-client.ts';
import { checkTenant } from '../admin/check-tenant.ts';
import { addGatewayOptions, GATEWAY_HELP, type GatewayOptions } from '../admin/gateway-options.ts';
import type { Members } from '../format/members.ts';
import { pages } from '../format/pages.ts';
import { table } from '../format/table.ts';
import type { Io } from '../io.ts';

const COLUMNS = ['kind', 'who', 'not before', 'not after'] as const;

const HELP = `
Guests are sessions that began with an end of their own (of an app's grant, of a claim, or of a directory), people of
directories who have one, and the tokens of machines. Those that have ended are not listed.
${GATEWAY_HELP}`;

/** `portcullis guests`: who has an end date. */
export function addGuestsCommand(program: Command, io: Io): void {
  const guests = program
    .command('guests')
    .description('Print who has an end date at a tenant: sessions, people of directories, and tokens.')
    .argument('<tenant>', 'its id');
  addGatewayOptions(guests)
    .addHelpText('after', HELP)
    .action((tenant: string, options: GatewayOptions) => listGuests(tenant, options, io));
}

async function listGuests(tenant: string, options: GatewayOptions, io: Io): Promise<void> {
  checkTenant('The tenant', tenant);
  const client = createAdminClient(options, { scope: 'revoke', tenant }, io);
  const guests: Members[] = [];
  for await (const entries of pages(client, `tenants/${tenant}/guests`, 'guests'))
    guests.push(...entries.map((entry) => (entry ?? {}) as Members));
  if (options.json) return io.print(JSON.stringify({ guests }));
  if (guests.length === 0) return io.notify(`${tenant} has no guests.`);
  io.print(table(COLUMNS, guests.map(rowOf)));
}

function rowOf({ kind, user, userName, provider, name, notBefore, notAfter }: Members): readonly string[] {
  const who = userName === undefined ? (user ?? name) : `${String(userName)} of ${String(provider)}`;
  return [String(kind), String(who), String(notBefore ?? ''), String(notAfter ?? '')];
}
