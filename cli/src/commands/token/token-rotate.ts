import type { Command } from 'commander';
import { createAdminClient } from '../../admin/admin-client.ts';
import { checkTenant } from '../../admin/check-tenant.ts';
import { addGatewayOptions, GATEWAY_HELP, type GatewayOptions } from '../../admin/gateway-options.ts';
import type { Io } from '../../io.ts';
import { readSeconds } from '../../options.ts';
import { printToken } from './print-token.ts';

interface RotateOptions extends GatewayOptions {
  readonly overlap?: number;
}

/** `portcullis token rotate`: prints a new secret for a token; the old one stays good for a while. */
export function addTokenRotateCommand(token: Command, io: Io): void {
  const rotate = token
    .command('rotate')
    .description('Print a new secret of a token. The old one stays good for a while.')
    .argument('<tenant>', 'its tenant')
    .argument('<id>', 'its id, as "token list" prints it')
    .option('--overlap <duration>', 'how long the old secret stays good, 1m to 7d (default: 1h)', readSeconds);
  addGatewayOptions(rotate)
    .addHelpText('after', GATEWAY_HELP)
    .action((tenant: string, id: string, options: RotateOptions) => rotateToken(tenant, id, options, io));
}

async function rotateToken(tenant: string, id: string, options: RotateOptions, io: Io): Promise<void> {
  checkTenant('The tenant', tenant);
  const { overlap, json } = options;
  const client = createAdminClient(options, { scope: 'tokens', tenant }, io);
  const path = `tenants/${tenant}/tokens/${encodeURIComponent(id)}/rotate`;
  printToken(await client.call('POST', path, overlap === undefined ? {} : { overlap }), json === true, io);
}
