import type { CryptoKey } from 'jose';
import { ConfigurationError, ContextError } from '../errors.ts';
import { type ContextAlgorithm, type JwkSetInput, readKeys } from './jwk-set.ts';
import { isRemoteJwkSet, type RemoteJwkSet } from './remote-jwk-set.ts';
import { type TestKeys, testKeyMaterial } from './test-keys.ts';

export type { ContextAlgorithm, JwkSetInput, RemoteJwkSet, TestKeys };

/** Finds a configured key by its id; `null` where there is none. May reject with a `ContextError`. */
export type KeySource = (kid: string) => Promise<CryptoKey | null>;

/** Where the keys of contexts come from. Throws {@link ConfigurationError}. */
export function createKeySource(input: JwkSetInput | RemoteJwkSet | TestKeys, algorithm: ContextAlgorithm): KeySource {
  if (isRemoteJwkSet(input)) {
    if (algorithm !== 'EdDSA')
      throw new ConfigurationError('"keys" option: secrets of HS256 are never fetched. Give the JWK Set itself.');
    return (kid) => input.keyFor(kid);
  }
  const keys = new Map(
    readKeys(testKeyMaterial(input)?.verifying ?? (input as JwkSetInput), algorithm).map((key) => [key.kid, key]),
  );
  return async (kid) => {
    try {
      return (await keys.get(kid)?.cryptoKey()) ?? null;
    } catch {
      throw new ContextError('ERR_CONTEXT_SIGNATURE', 'this runtime cannot import the key');
    }
  };
}
