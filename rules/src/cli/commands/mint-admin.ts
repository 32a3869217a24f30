import { randomUUID } from 'node:crypto';
import { ADMIN_LIFETIME_SECONDS, TOKEN_TYPE } from '@portcullis/origin/context';
import type { Command } from 'commander';
import { SignJWT } from 'jose';
import { isTenantId } from '../../engine/host-matcher.ts';
import type { AdminScope } from '../../policy/index.ts';
import { CommandError, type Io } from '../io.ts';
import { checkKnown } from '../known.ts';
import { DEFAULT_RULES_FILE, loadPolicy } from '../load-policy.ts';
import { readList } from '../options.ts';
import { readSigningKey } from '../signing-key.ts';

interface AdminOptions {
  readonly scope: readonly string[];
  readonly tenant?: string;
  readonly subject: string;
  readonly rules: string;
}

const SCOPES: readonly AdminScope[] = ['revoke', 'tenant-policy'];
/** `iss` of tokens that people mint, as against those of origins. */
const OPERATOR = 'operator';

/** `portcullis mint admin`: prints a token for the admin API. */
export function addMintAdminCommand(mint: Command, io: Io): void {
  mint
    .command('admin')
    .description(
      `Print a token for the admin API, signed with ADMIN_KEYS and good for ${ADMIN_LIFETIME_SECONDS} seconds.`,
    )
    .requiredOption('--scope <names>', `what the token may do, with commas between: ${SCOPES.join(', ')}`, readList)
    .option('--tenant <id>', 'the only tenant that the token may concern')
    .option('--subject <name>', 'who you are, for the audit event', OPERATOR)
    .option('--rules <file>', 'file of rules', DEFAULT_RULES_FILE)
    .action(async (options: AdminOptions) => io.print(await mintAdmin(options, io)));
}

async function mintAdmin(options: AdminOptions, io: Io): Promise<string> {
  checkKnown('--scope', 'scope', options.scope, SCOPES);
  if (options.tenant !== undefined && !isTenantId(options.tenant)) {
    throw new CommandError(2, '--tenant must be lower-case letters, digits and "-", at most 63.');
  }
  if (options.subject === '') throw new CommandError(2, '--subject must not be empty.');
  const policy = loadPolicy(options.rules);
  const key = readSigningKey('ADMIN_KEYS', io);
  const nowSeconds = Math.floor(Date.now() / 1000);
  const tenant = options.tenant === undefined ? {} : { tid: options.tenant };
  return new SignJWT({ scope: options.scope.join(' '), ...tenant })
    .setProtectedHeader({ alg: 'HS256', typ: TOKEN_TYPE.admin, kid: key.kid })
    .setIssuer(OPERATOR)
    .setSubject(options.subject)
    .setAudience(policy.gateway)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + ADMIN_LIFETIME_SECONDS)
    .setJti(randomUUID())
    .sign(key.secret);
}
