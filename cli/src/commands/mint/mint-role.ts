import type { Policy } from '@portcullis/rules/policy';
import type { Command } from 'commander';
import { checkTenant } from '../../admin/check-tenant.ts';
import { signRoleToken } from '../../admin/role-token.ts';
import { readSigningKey } from '../../admin/signing-key.ts';
import { DEFAULT_RULES_FILE, loadPolicy } from '../../files/load-policy.ts';
import { CommandError, type Io } from '../../io.ts';
import { readList, readSeconds } from '../../options.ts';
import { checkKnown } from '../../requests/known.ts';

interface RoleOptions {
  readonly tenant: string;
  readonly user: string;
  readonly roles: readonly string[];
  readonly amr: readonly string[];
  readonly lifetime?: number;
  readonly actAs?: string;
  readonly reason?: string;
  readonly rules: string;
}

/** `portcullis mint role`: prints the value of a role cookie. */
export function addMintRoleCommand(mint: Command, io: Io): void {
  mint
    .command('role')
    .description('Print the value of a role cookie, signed with ROLE_COOKIE_KEYS.')
    .requiredOption('--tenant <id>', 'tenant of the session')
    .requiredOption('--user <id>', 'user of the session')
    .requiredOption('--roles <names>', 'roles, separated by commas', readList)
    .option('--amr <methods>', 'how the user signed in, separated by commas', readList, ['pwd'])
    .option('--lifetime <duration>', 'life of the session; at most what the rules allow', readSeconds)
    .option('--act-as <id>', 'the user who acts as this user')
    .option('--reason <text>', 'why that user acts as this user')
    .option('--rules <file>', 'file of rules', DEFAULT_RULES_FILE)
    .action(async (options: RoleOptions) => io.print(await mintRole(options, io)));
}

async function mintRole(options: RoleOptions, io: Io): Promise<string> {
  const policy = loadPolicy(options.rules);
  checkOptions(options, policy);
  const key = readSigningKey('ROLE_COOKIE_KEYS', io);
  const { actAs, reason = '' } = options;
  return signRoleToken(key, {
    gateway: policy.gateway,
    ...{ sub: options.user, tid: options.tenant, roles: options.roles, amr: options.amr },
    lifetimeSeconds: options.lifetime ?? policy.session.lifetimeSeconds,
    ...(actAs === undefined ? {} : { act: { sub: actAs, reason } }),
  });
}

function checkOptions(options: RoleOptions, policy: Policy): void {
  checkTenant('--tenant', options.tenant);
  if (options.user === '') throw new CommandError(2, '--user must not be empty.');
  checkKnown('--roles', 'role', options.roles, policy.roles);
  if ((options.actAs === undefined) !== (options.reason === undefined))
    throw new CommandError(2, '--act-as and --reason belong together.');
  const most = policy.session.lifetimeSeconds;
  if (options.lifetime !== undefined && options.lifetime > most) {
    throw new CommandError(
      2,
      `--lifetime is longer than the ${most} seconds that the rules allow. Write a shorter one, or change session.lifetime.`,
    );
  }
}
