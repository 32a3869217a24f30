import { ADMIN_LIFETIME_SECONDS } from '@portcullis/origin/context';
import { OPERATOR_SCOPES, type OperatorScope } from '@portcullis/rules/policy';
import type { Command } from 'commander';
import { OPERATOR, signAdminToken } from '../../admin/admin-token.ts';
import { checkTenant } from '../../admin/check-tenant.ts';
import { readSigningKey } from '../../admin/signing-key.ts';
import { DEFAULT_RULES_FILE, loadPolicy } from '../../files/load-policy.ts';
import { CommandError, type Io } from '../../io.ts';
import { readList } from '../../options.ts';
import { checkKnown } from '../../requests/known.ts';

interface AdminOptions {
  readonly scope: readonly string[];
  readonly tenant?: string;
  readonly subject: string;
  readonly rules: string;
}

/** To end everything is for `revoke --everyone`, which asks first. */
const SCOPES: readonly OperatorScope[] = OPERATOR_SCOPES.filter((scope) => scope !== 'revoke-all');

/** `portcullis mint admin`: prints a token for the admin API. */
export function addMintAdminCommand(mint: Command, io: Io): void {
  mint
    .command('admin')
    .description(`Print a token for the admin API, signed with ADMIN_KEYS valid for ${ADMIN_LIFETIME_SECONDS} seconds.`)
    .requiredOption('--scope <names>', `what the token may do, separated by commas: ${SCOPES.join(', ')}`, readList)
    .option('--tenant <id>', 'limit the token to this tenant')
    .option('--subject <name>', 'who you are, for the audit event', OPERATOR)
    .option('--rules <file>', 'file of rules', DEFAULT_RULES_FILE)
    .action(async (options: AdminOptions) => io.print(await mintAdmin(options, io)));
}

async function mintAdmin(options: AdminOptions, io: Io): Promise<string> {
  checkKnown('--scope', 'scope', options.scope, SCOPES);
  if (options.tenant !== undefined) checkTenant('--tenant', options.tenant);
  if (options.subject === '') throw new CommandError(2, '--subject must not be empty.');
  const policy = loadPolicy(options.rules);
  const { scope: scopes, subject, tenant = null } = options;
  return signAdminToken(readSigningKey('ADMIN_KEYS', io), { gateway: policy.gateway, scopes, tenant, subject });
}
