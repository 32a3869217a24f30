import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import type { Io } from '../io.ts';

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
    .action((options: { ed25519?: true }) => {
      io.print(JSON.stringify({ keys: [options.ed25519 ? createEd25519Key() : createHmacKey()] }));
    });
}

function createHmacKey(): Readonly<Record<string, string>> {
  return { kty: 'oct', k: randomBytes(KEY_BYTES).toString('base64url'), alg: 'HS256', use: 'sig', kid: createKeyId() };
}

function createEd25519Key(): Readonly<Record<string, string>> {
  const { crv, x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { kty: 'OKP', crv: String(crv), x: String(x), d: String(d), alg: 'EdDSA', use: 'sig', kid: createKeyId() };
}

/** Random, so that key ids of separate machines never meet; the date only helps people to tell keys apart. */
function createKeyId(): string {
  return `${new Date().toISOString().slice(0, 10)}-${randomBytes(KEY_ID_BYTES).toString('base64url')}`;
}
