import type { Command } from 'commander';
import { createAdminClient } from '../../admin/admin-client.ts';
import { checkTenant } from '../../admin/check-tenant.ts';
import { confirm } from '../../admin/confirm.ts';
import { addGatewayOptions, GATEWAY_HELP, type GatewayOptions } from '../../admin/gateway-options.ts';
import { repeatCall } from '../../admin/repeat-call.ts';
import { CommandError, type Io } from '../../io.ts';
import { addRevokeListCommand } from './revoke-list.ts';

interface RevokeOptions extends GatewayOptions {
  readonly tenant?: string;
  readonly session?: string;
  readonly user?: string;
  readonly everyone?: true;
  readonly reason?: string;
  readonly yes?: true;
}

/** Whom a revocation concerns, in words and as the admin API takes it. */
interface Scope {
  readonly body: Readonly<Record<string, string | true>>;
  readonly words: string;
  /** One person at most. */
  readonly isNarrow: boolean;
}

const HELP = `
Sessions issued from now on are not affected: a user who can still sign in can come back at once. If the gateway does not
acknowledge the call, the command retries for half a minute. That is safe, and also ends sessions issued between the tries.

Examples:
  A user has left, or has lost a phone:
    portcullis revoke --tenant acme --user u-17 --reason 'left the company'
  One session, as an audit event names it:
    portcullis revoke --tenant acme --session GkU0yQ --reason 'reported as stolen'
  A whole tenant, or everyone, without a prompt:
    portcullis revoke --tenant acme --reason 'incident 12' --yes
    portcullis revoke --everyone --reason 'incident 12' --yes
  A gateway on this machine:
    portcullis revoke --tenant acme --reason test --gateway http://localhost:8787
${GATEWAY_HELP}`;

/** `portcullis revoke`: ends sessions. */
export function addRevokeCommand(program: Command, io: Io): void {
  const revoke = program
    .command('revoke')
    .description('End the sessions of a user, a tenant or everyone, on a running gateway.')
    .option('--tenant <id>', 'tenant whose sessions end')
    .option('--session <id>', 'only this session of the tenant')
    .option('--user <id>', 'only the sessions of this user of the tenant')
    .option('--everyone', 'every session of every tenant')
    .option('--reason <text>', 'why, for the audit event; required')
    .option('--yes', 'do not ask');
  addGatewayOptions(revoke)
    .addHelpText('after', HELP)
    .action((options: RevokeOptions) => revokeSessions(options, io));
  addRevokeListCommand(revoke, io);
}

async function revokeSessions(options: RevokeOptions, io: Io): Promise<void> {
  const { body, words, isNarrow } = scopeOf(options);
  if (options.reason === undefined || options.reason === '')
    throw new CommandError(2, "Give the reason with --reason, such as --reason 'left the company'.");
  const client = createAdminClient(options, { scope: 'revoke', tenant: options.tenant }, io);
  const what = `This ends ${words} issued until now, at ${client.url}.`;
  await confirm({ what, yes: options.yes === true, unasked: isNarrow }, io);
  const asked = { ...body, reason: options.reason };
  const reply = await repeatCall(() => client.call('POST', 'revocations', asked), io);
  io.print(options.json ? JSON.stringify(reply) : `Ended: ${words} issued until ${String(reply['notBefore'])}.`);
}

function scopeOf({ tenant, session, user, everyone }: RevokeOptions): Scope {
  if (everyone) {
    if (tenant !== undefined || session !== undefined || user !== undefined)
      throw new CommandError(2, '--everyone excludes --tenant, --session and --user.');
    return { body: { all: true }, words: 'every session of every tenant', isNarrow: false };
  }
  if (tenant === undefined) throw new CommandError(2, 'Name whose sessions to end: --tenant or --everyone.');
  checkTenant('--tenant', tenant);
  if (session !== undefined && user !== undefined)
    throw new CommandError(2, 'Pass --session or --user, not both: --user covers all sessions of that user.');
  if (session === '' || user === '') throw new CommandError(2, '--session and --user must not be empty.');
  if (session !== undefined)
    return { body: { tenant, session }, words: `the session "${session}" of tenant ${tenant}`, isNarrow: true };
  if (user !== undefined)
    return { body: { tenant, user }, words: `every session of user "${user}" of tenant ${tenant}`, isNarrow: true };
  return { body: { tenant }, words: `every session of tenant ${tenant}`, isNarrow: false };
}
