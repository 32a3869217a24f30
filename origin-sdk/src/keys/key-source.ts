import type { CryptoKey } from 'jose';
import { ConfigurationError } from '../errors.ts';
import { type ContextAlgorithm, type JwkSetInput, readKeys } from './jwk-set.ts';
import { isRemoteJwkSet, type RemoteJwkSet } from './remote-jwk-set.ts';

export type { ContextAlgorithm, JwkSetInput, RemoteJwkSet };

/** Finds a configured key by its id; `null` where there is none. May reject with a `ContextError`. */
export type KeySource = (kid: string) => Promise<CryptoKey | null>;

/** Where the keys of contexts come from. Throws {@link ConfigurationError}. */
export function createKeySource(input: JwkSetInput | RemoteJwkSet, algorithm: ContextAlgorithm): KeySource {
  if (isRemoteJwkSet(input)) {
    if (algorithm !== 'EdDSA')
      throw new ConfigurationError('"keys" option: secrets of HS256 are never fetched. Give the JWK Set itself.');
    return (kid) => input.keyFor(kid);
  }
  const keys = new Map(readKeys(input, algorithm).map((key) => [key.kid, key]));
  return async (kid) => (await keys.get(kid)?.cryptoKey()) ?? null;
}
