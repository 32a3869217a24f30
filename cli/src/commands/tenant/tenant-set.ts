import { type Command, InvalidArgumentError, Option } from 'commander';
import { createAdminClient } from '../../admin/admin-client.ts';
import { checkTenant } from '../../admin/check-tenant.ts';
import { confirm } from '../../admin/confirm.ts';
import { addGatewayOptions, GATEWAY_HELP, type GatewayOptions } from '../../admin/gateway-options.ts';
import { formatChanges, formatTenant, readTenantDocument, type TenantDocument } from '../../admin/tenant-document.ts';
import { CommandError, type Io } from '../../io.ts';
import { readList, readMoment } from '../../options.ts';

interface SetOptions extends GatewayOptions {
  readonly suspend?: true;
  readonly unsuspend?: true;
  readonly addresses?: readonly string[];
  readonly requireMfa?: boolean;
  readonly actAs?: boolean;
  /** ISO 8601, UTC, or `none`. */
  readonly notBefore?: string;
  readonly force?: true;
  readonly yes?: true;
}

const HELP = `
Members that you do not name keep their values. The command first shows the changes and what they mean.

Examples:
  Suspend a tenant, and later let it in again:
    portcullis tenant set acme --suspend
    portcullis tenant set acme --unsuspend
  Only from the tenant's offices, and only with a second factor:
    portcullis tenant set acme --addresses 203.0.113.0/24,2001:db8:7::/48 --require-mfa
  From anywhere again; everyone must sign in again:
    portcullis tenant set acme --addresses any --not-before now
${GATEWAY_HELP}`;

/** `portcullis tenant set`: changes what one tenant demands. */
export function addTenantSetCommand(tenant: Command, io: Io): void {
  const set = tenant
    .command('set')
    .description("Change a tenant's own policy.")
    .argument('<tenant>', 'its id')
    .addOption(new Option('--suspend', 'refuse all sessions of the tenant').conflicts('unsuspend'))
    .option('--unsuspend', 'let the tenant in again')
    .option(
      '--addresses <prefixes>',
      'accept its sessions only from these networks, separated by commas; or "any"',
      readList,
    )
    .option('--require-mfa', 'require a second factor of every session')
    .option('--no-require-mfa', 'require a second factor only where the rules do')
    .option('--no-act-as', 'refuse sessions in which one person acts as another')
    .option('--act-as', 'accept such sessions where the rules do')
    .option('--not-before <time>', 'refuse sessions issued earlier: "now", 2026-12-01T08:00Z or "none"', readNotBefore)
    .option('--force', 'even if your own address is not among --addresses')
    .option('--yes', 'do not ask');
  addGatewayOptions(set)
    .addHelpText('after', HELP)
    .action((id: string, options: SetOptions) => setTenant(id, options, io));
}

async function setTenant(tenant: string, options: SetOptions, io: Io): Promise<void> {
  checkTenant('The tenant', tenant);
  const { suspend, unsuspend, addresses, requireMfa, actAs, notBefore, force, yes, json } = options;
  if ([suspend, unsuspend, addresses, requireMfa, actAs, notBefore].every((option) => option === undefined))
    throw new CommandError(2, 'Name a change, such as --suspend. Add --help to see the options.');
  const client = createAdminClient(options, { scope: 'tenant-policy', tenant }, io);
  const path = `tenants/${tenant}/policy`;
  const before = readTenantDocument(await client.call('GET', path));
  const after = changed(before, options);
  const changes = formatChanges(before, after);
  if (changes.length > 0) {
    await confirm({ what: [`Tenant ${tenant} at ${client.url}:`, ...changes].join('\n'), yes: yes === true }, io);
    await client.call('PUT', force ? `${path}?force=true` : path, after);
  }
  if (json) return io.print(JSON.stringify(after));
  if (changes.length === 0) io.notify('Nothing changes.');
  io.print(formatTenant(after));
}

function changed(before: TenantDocument, options: SetOptions): TenantDocument {
  const { suspend, unsuspend, addresses, requireMfa, actAs, notBefore } = options;
  const any = addresses?.length === 1 && addresses[0] === 'any';
  return {
    ...before,
    suspended: suspend ?? (unsuspend ? false : before.suspended),
    addresses: any ? [] : (addresses ?? before.addresses),
    requireMfa: requireMfa ?? before.requireMfa,
    forbidActAs: actAs === undefined ? before.forbidActAs : !actAs,
    notBefore: notBefore === 'none' ? null : (notBefore ?? before.notBefore),
  };
}

function readNotBefore(text: string): string {
  if (text === 'none') return text;
  const milliseconds = text === 'now' ? Date.now() : readMoment(text) * 1000;
  if (milliseconds > Date.now())
    throw new InvalidArgumentError('It lies in the future, so no one could sign in until then.');
  return new Date(milliseconds).toISOString();
}
