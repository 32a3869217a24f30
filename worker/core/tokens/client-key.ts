import { isKeyId, KEY_ID_PROBLEM } from '@portcullis/origin/context';
import { importJWK, type JWK } from 'jose';
import { KeyRingError, type RingKey } from './key-ring.ts';

/** Algorithms of keys by which the gateway shows providers who it is, unless the key names another. */
const ALGORITHM_OF: Readonly<Record<string, string>> = { EC: 'ES256', RSA: 'RS256', OKP: 'EdDSA' };
const ALGORITHMS: ReadonlySet<string> = new Set(['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519']);

/**
 * Reads the private key for `private_key_jwt` (RFC 7523 section 3).
 * @param text the setting's value
 * @throws {KeyRingError} unless it is a private JWK with a key id, of an algorithm that providers know
 */
export async function importClientKey(text: string): Promise<RingKey> {
  const jwk = parseJwk(text);
  const { kid, kty, alg = ALGORITHM_OF[String(kty)], d } = jwk;
  if (!isKeyId(kid)) throw new KeyRingError(KEY_ID_PROBLEM);
  if (alg === undefined || !ALGORITHMS.has(alg) || typeof d !== 'string')
    throw new KeyRingError('must be a private key for ES256, RS256, PS256 or EdDSA');
  try {
    const key = await importJWK(jwk, alg);
    if (key instanceof CryptoKey && key.type === 'private') return { kid, key };
  } catch {
    // Falls through: the message must hold no part of the key.
  }
  throw new KeyRingError('is not a usable private key');
}

function parseJwk(text: string): JWK {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JWK;
  } catch {
    // Falls through.
  }
  throw new KeyRingError('must be a JWK: {"kty": …, "kid": …}');
}
