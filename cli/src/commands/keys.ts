import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { DEV_VARS_FILE, ensureDevVars } from '../dev/index.ts';
import { DEFAULT_RULES_FILE, loadPolicy } from '../files/load-policy.ts';
import { CommandError, type Io } from '../io.ts';

interface KeysOptions {
  readonly ed25519?: true;
  readonly devVars?: true;
  readonly rules: string;
}

const KEY_BYTES = 32;
const KEY_ID_BYTES = 9;

/** `portcullis keys`: prints a new key, in one line so that it fits into an env file or `wrangler secret put`. */
export function addKeysCommand(program: Command, io: Io): void {
  program
    .command('keys')
    .description(
      'Print a JWK Set with one new key for HS256. Put a new key first to sign with it; keep the old ones until they are no longer in use.',
    )
    .option('--ed25519', 'make an Ed25519 private key, for CONTEXT_KEYS')
    .option('--dev-vars', `write every key that the rules need to ${DEV_VARS_FILE}, for "wrangler dev" on this machine`)
    .option('--rules <file>', 'file of rules, with --dev-vars', DEFAULT_RULES_FILE)
    .action((options: KeysOptions) => (options.devVars ? writeDevVars(options, io) : printKey(options, io)));
}

function printKey({ ed25519 }: KeysOptions, io: Io): void {
  io.print(JSON.stringify({ keys: [ed25519 ? createEd25519Key() : createHmacKey()] }));
}

/** Keys that the file has already are kept, so that sessions and apps that use them go on. */
async function writeDevVars({ ed25519, rules }: KeysOptions, io: Io): Promise<void> {
  if (ed25519)
    throw new CommandError(2, '--dev-vars makes each key of the kind that the rules need: leave --ed25519 out.');
  const names = Object.keys(await ensureDevVars(process.cwd(), loadPolicy(rules)));
  io.print(
    `${DEV_VARS_FILE} has ${names.join(', ')}. Only a gateway with PORTCULLIS_ENV=development accepts its keys.`,
  );
}

function createHmacKey(): Readonly<Record<string, string>> {
  return { kty: 'oct', k: randomBytes(KEY_BYTES).toString('base64url'), alg: 'HS256', use: 'sig', kid: createKeyId() };
}

function createEd25519Key(): Readonly<Record<string, string>> {
  const { crv, x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { kty: 'OKP', crv: String(crv), x: String(x), d: String(d), alg: 'EdDSA', use: 'sig', kid: createKeyId() };
}

/** Random, so that key ids of separate machines never collide; the date only helps people to distinguish keys. */
function createKeyId(): string {
  return `${new Date().toISOString().slice(0, 10)}-${randomBytes(KEY_ID_BYTES).toString('base64url')}`;
}
