import { DEV_VARS_FILE, readDevVars } from '../dev/index.ts';
import { CommandError, type Io } from '../io.ts';

/** The key that signs: the first of a ring. */
export interface SigningKey {
  readonly kid: string;
  readonly secret: Uint8Array;
}

const MIN_KEY_BYTES = 32;

/** Reads the first key of the ring `name` from the environment or from `.dev.vars`. Messages never hold the key. */
export function readSigningKey(name: string, io: Io): SigningKey {
  const text = io.env[name] ?? readDevVars(process.cwd())[name];
  if (text === undefined || text === '') {
    throw new CommandError(
      2,
      `${name} is missing, both in the environment and in ${DEV_VARS_FILE} in this folder. Run "npm start" once, or make a key with "portcullis keys".`,
    );
  }
  return firstSigningKey(name, text);
}

/** The first key of the ring in `text`, the value of the setting `name`. Messages never hold the key. */
export function firstSigningKey(name: string, text: string): SigningKey {
  const key = firstKey(text);
  const secret = typeof key?.k === 'string' ? Buffer.from(key.k, 'base64url') : null;
  if (key?.kty !== 'oct' || typeof key.kid !== 'string' || secret === null || secret.length < MIN_KEY_BYTES) {
    throw new CommandError(
      2,
      `${name} is not a JWK Set whose first key is an "oct" key of ${MIN_KEY_BYTES} bytes or more with a "kid". Make one with "portcullis keys".`,
    );
  }
  return { kid: key.kid, secret: new Uint8Array(secret) };
}

function firstKey(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const key: unknown = (JSON.parse(text) as { keys?: unknown[] } | null)?.keys?.[0];
    return typeof key === 'object' && key !== null ? (key as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
