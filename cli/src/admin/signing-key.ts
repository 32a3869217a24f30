import { readHmacKey } from '@portcullis/origin/context';
import { DEV_VARS_FILE, readDevVars } from '../dev/index.ts';
import { CommandError, type Io } from '../io.ts';

/** The key that signs: the first of a ring. */
export interface SigningKey {
  readonly kid: string;
  readonly secret: Uint8Array;
}

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
  const key = readHmacKey(firstKey(text));
  if (!key.ok)
    throw new CommandError(
      2,
      `${name} must be a JWK Set whose first key signs; its first key: ${key.problem}. Make one with "portcullis keys".`,
    );
  return key;
}

function firstKey(text: string): unknown {
  try {
    return (JSON.parse(text) as { keys?: unknown[] } | null)?.keys?.[0];
  } catch {
    return null;
  }
}
