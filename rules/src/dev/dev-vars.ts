import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Policy } from '../policy/index.ts';

/** File with the settings of one's own machine; wrangler reads it too. Never committed, readable by its owner alone. */
export const DEV_VARS_FILE = '.dev.vars';

/** Key ids with this mark are refused by a gateway that is not in development. */
const DEVELOPMENT_KID_PREFIX = 'dev-';

/** Reads `NAME=value` lines; values may stand in single or double quotes. A file that cannot be read has none. */
export function readDevVars(folder: string): Record<string, string> {
  const entries = textOf(join(folder, DEV_VARS_FILE))
    .split('\n')
    .flatMap((line) => {
      const match = /^\s*([A-Z][A-Z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line);
      return match?.[1] === undefined ? [] : [[match[1], unquote(match[2] ?? '')] as const];
    });
  return Object.fromEntries(entries);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/**
 * The settings for a gateway on one's own machine. Keys that are missing are made and kept, so that sessions outlive a
 * restart.
 * @returns every setting that the policy needs
 */
export async function ensureDevVars(folder: string, policy: Policy): Promise<Record<string, string>> {
  const existing = readDevVars(folder);
  const names = ['ROLE_COOKIE_KEYS', 'ADMIN_KEYS', ...Object.values(policy.origins).map((origin) => origin.keys)];
  const missing = [...new Set(names)].filter((name) => existing[name] === undefined);
  const made = Object.fromEntries(missing.map((name) => [name, developmentKeySet()]));
  const settings = { PORTCULLIS_ENV: 'development', PORTCULLIS_STATE: 'embedded', ...existing, ...made };
  if (missing.length > 0) {
    const lines = Object.entries(settings).map(([name, value]) => `${name}='${value}'`);
    const header = '# Settings of this machine alone: generated keys that only PORTCULLIS_ENV=development accepts.';
    await writeFile(join(folder, DEV_VARS_FILE), `${[header, ...lines].join('\n')}\n`, { mode: 0o600 });
  }
  return settings;
}

/** A JWK Set of one random HS256 key for development, as JSON. */
export function developmentKeySet(): string {
  const kid = `${DEVELOPMENT_KID_PREFIX}${randomBytes(6).toString('hex')}`;
  return JSON.stringify({ keys: [{ kty: 'oct', alg: 'HS256', kid, k: randomBytes(32).toString('base64url') }] });
}

function unquote(value: string): string {
  const quoted = /^(['"])(.*)\1$/.exec(value);
  return quoted?.[2] ?? value;
}
