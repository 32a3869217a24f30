import type { Command } from 'commander';
import { createAdminClient } from '../../admin/admin-client.ts';
import { checkTenant } from '../../admin/check-tenant.ts';
import { addGatewayOptions, GATEWAY_HELP, type GatewayOptions } from '../../admin/gateway-options.ts';
import type { Members } from '../../format/members.ts';
import { table } from '../../format/table.ts';
import { CommandError, type Io } from '../../io.ts';

interface ListOptions extends GatewayOptions {
  readonly tenant?: string;
}

/** `portcullis revoke list`: what is revoked. */
export function addRevokeListCommand(revoke: Command, io: Io): void {
  const list = revoke
    .command('list')
    .description('Print the revocations still in force, newest first, at most 1000.')
    .option('--tenant <id>', 'only revocations that affect this tenant');
  addGatewayOptions(list)
    .addHelpText('after', GATEWAY_HELP)
    .action((options: ListOptions) => listRevocations(options, io));
}

async function listRevocations(options: ListOptions, io: Io): Promise<void> {
  const { tenant } = options;
  if (tenant !== undefined) checkTenant('--tenant', tenant);
  const client = createAdminClient(options, { scope: 'revoke', tenant }, io);
  const reply = await client.call('GET', `revocations${tenant === undefined ? '' : `?tenant=${tenant}`}`);
  const { revocations } = reply;
  // Anything but a list must not be read as an empty list.
  if (!Array.isArray(revocations))
    throw new CommandError(1, 'The gateway did not answer with a list of revocations. Is its version different?');
  if (options.json) return io.print(JSON.stringify(reply));
  if (revocations.length === 0) return io.notify('Nothing is revoked.');
  io.print(
    table(
      ['issued until', 'whose sessions', 'reason', 'by'],
      (revocations as readonly Members[]).map((entry) =>
        [entry['notBefore'], whose(entry), entry['reason'], entry['by']].map(String),
      ),
    ),
  );
}

function whose({ all, tenant, session, user }: Members): string {
  if (all === true) return 'everyone';
  if (session !== undefined) return `${String(tenant)}, session ${String(session)}`;
  return user === undefined ? String(tenant) : `${String(tenant)}, user ${String(user)}`;
}
