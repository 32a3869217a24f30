import { base64url } from 'jose';
import { MAX_PLAIN_TARGET_CHARACTERS } from './context/names.ts';

/** Path and query as a context names them: as they are or, where they are longer than it has room for, by their digest. */
export type TargetClaim = { readonly htu: string } | { readonly htd: string };

/** The one way in which the gateway names this target. */
export async function targetClaim(target: string): Promise<TargetClaim> {
  if (target.length <= MAX_PLAIN_TARGET_CHARACTERS) return { htu: target };
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(target));
  return { htd: base64url.encode(new Uint8Array(digest)) };
}
