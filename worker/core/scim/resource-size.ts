import type { Json } from './attributes.ts';
import { ScimError } from './scim-error.ts';

const MAX_BYTES = 32 * 1024;

/** Bytes of a value as JSON. */
export function bytesOf(value: Json): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

/** Refuses what is longer than a user or a group may be. @throws ScimError */
export function checkBytes(bytes: number): void {
  if (bytes > MAX_BYTES) throw new ScimError(413, null, `A user or a group has at most ${MAX_BYTES} bytes.`);
}
