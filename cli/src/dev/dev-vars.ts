import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { DEVELOPMENT_KID_PREFIX } from '@portcullis/origin/context';
import type { Policy } from '@portcullis/rules/policy';

/** File with the settings of one's own machine; wrangler reads it too. Never committed, readable only by its owner. */
export const DEV_VARS_FILE = '.dev.vars';

/** Reads `NAME=value` lines; values may stand in quotes. A file that cannot be read has none. */
export function readDevVars(folder: string): Record<string, string> {
  const entries = Object.entries(parseEnv(textOf(join(folder, DEV_VARS_FILE))));
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/**
 * The settings for a gateway on one's own machine. What the file lacks is made and added to it, so that sessions outlive
 * a restart; what it has stays as it is.
 * @returns every setting that the policy needs
 */
export async function ensureDevVars(folder: string, policy: Policy): Promise<Record<string, string>> {
  const existing = readDevVars(folder);
  const made = Object.entries(neededSettings(policy)).filter(([name]) => existing[name] === undefined);
  const added = Object.fromEntries(made.map(([name, make]) => [name, make()]));
  if (made.length > 0) {
    const path = join(folder, DEV_VARS_FILE);
    const before = textOf(path) || HEADER;
    const lines = Object.entries(added).map(([name, value]) => `${name}='${value}'\n`);
    await writeFile(path, `${before}${before.endsWith('\n') ? '' : '\n'}${lines.join('')}`, { mode: 0o600 });
  }
  return { ...existing, ...added };
}

const HEADER = '# Settings of this machine alone: generated keys that only PORTCULLIS_ENV=development accepts.\n';

/** How each setting is made where it is missing. */
function neededSettings({
  origins,
  providers,
  issuers,
  tenantIdentity,
  development,
}: Policy): Readonly<Record<string, () => string>> {
  const rules = Object.values(origins);
  // A provider on one's own machine can be given any secret; others have given one already.
  const own = Object.values(providers).filter(({ id }) => development?.identityIssuers[id] !== undefined);
  const secrets = own.flatMap(({ client: { proof } }) => (proof.kind === 'secret' ? [proof.secret] : []));
  // The token of a SCIM client is for the gateway to give.
  const scimTokens = Object.values(providers).flatMap(({ signals }) => signals.scim ?? []);
  const shared = Object.values(issuers).flatMap(({ keys }) => (keys.kind === 'secret' ? [keys.secret] : []));
  const rings = ['ROLE_COOKIE_KEYS', 'ADMIN_KEYS', ...rules.map((origin) => origin.keys), ...shared];
  if (tenantIdentity !== null) rings.push(tenantIdentity.keys);
  return {
    PORTCULLIS_ENV: () => 'development',
    PORTCULLIS_STATE: () => 'embedded',
    ...Object.fromEntries(rings.map((name) => [name, developmentKeySet])),
    ...Object.fromEntries([...secrets, ...scimTokens].map((name) => [name, developmentSecret])),
    ...(rules.some((origin) => origin.context === 'EdDSA') ? { CONTEXT_KEYS: developmentSigningKeySet } : {}),
  };
}

/** A JWK Set of one random HS256 key for development, as JSON. */
export function developmentKeySet(): string {
  return keySet({ kty: 'oct', alg: 'HS256', k: randomBytes(32).toString('base64url') });
}

/** The same with an Ed25519 private key, for `CONTEXT_KEYS`. */
function developmentSigningKeySet(): string {
  return keySet({ ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), alg: 'EdDSA' });
}

function developmentSecret(): string {
  return randomBytes(32).toString('base64url');
}

function keySet(key: object): string {
  return JSON.stringify({ keys: [{ ...key, kid: `${DEVELOPMENT_KID_PREFIX}${randomBytes(6).toString('hex')}` }] });
}
