import {
  DEVELOPMENT_KID_PREFIX,
  decodeBase64Url,
  isKeyId,
  KEY_ID_PROBLEM,
  readHmacKey,
} from '@portcullis/origin/context';

/** A key ready for use with its id. */
export interface RingKey {
  readonly kid: string;
  readonly key: CryptoKey;
}

/** Keys of one purpose: the first signs, all verify. */
export interface KeyRing {
  readonly signing: RingKey;
  readonly byKid: ReadonlyMap<string, CryptoKey>;
}

/** A symmetric key as it was given, for keys that are derived from it. Secret: never in a log or message. */
export interface SecretKey {
  readonly kid: string;
  readonly secret: Uint8Array<ArrayBuffer>;
}

/** Why a JWK Set cannot be used. Names members and positions, never values. */
export class KeyRingError extends Error {
  override readonly name = 'KeyRingError';
}

const HMAC = { name: 'HMAC', hash: 'SHA-256' };

interface RawJwk {
  readonly kty?: unknown;
  readonly crv?: unknown;
  readonly x?: unknown;
  readonly d?: unknown;
}

interface Member {
  readonly kid: string;
  readonly jwk: RawJwk;
}

/**
 * Reads a JWK Set of symmetric HS256 keys.
 * @param text the setting's value
 * @throws {KeyRingError} unless it is a JWK Set of usable keys ({@link readHmacKey}) with distinct ids
 */
export async function importHmacRing(text: string, options: { readonly development: boolean }): Promise<KeyRing> {
  return ringOf(
    await Promise.all(
      secretKeys(text, options).map(async ({ kid, secret }) => ({
        kid,
        key: await crypto.subtle.importKey('raw', secret, HMAC, false, ['sign', 'verify']),
      })),
    ),
  );
}

/**
 * The same keys as they stand in the set, the first of which signs.
 * @throws {KeyRingError} as {@link importHmacRing}
 */
export function secretKeys(text: string, options: { readonly development: boolean }): readonly SecretKey[] {
  return parseJwks(text, options.development).map(({ jwk }, index) => {
    const key = readHmacKey(jwk);
    if (!key.ok) throw new KeyRingError(`key ${index + 1}: ${key.problem}`);
    return { kid: key.kid, secret: key.secret };
  });
}

/**
 * Reads a JWK Set of Ed25519 private keys.
 * @throws {KeyRingError} unless it is such a set, with distinct ids
 */
export async function importEd25519Ring(
  text: string,
  options: { readonly development: boolean },
): Promise<{ readonly ring: KeyRing; readonly publicJwks: readonly JsonWebKey[] }> {
  const jwks = parseJwks(text, options.development);
  const publicJwks: JsonWebKey[] = [];
  const keys = await Promise.all(
    jwks.map(async ({ kid, jwk }, index) => {
      if (jwk.kty !== 'OKP' || jwk.crv !== 'Ed25519' || typeof jwk.x !== 'string' || typeof jwk.d !== 'string')
        throw new KeyRingError(`key ${index + 1}: must be a private "OKP" key with "crv": "Ed25519"`);
      // Published as it stands, and origins accept the canonical spelling only.
      if (decodeBase64Url(jwk.x) === null || decodeBase64Url(jwk.d) === null)
        throw new KeyRingError(`key ${index + 1}: "x" and "d" must be base64url without padding`);
      publicJwks.push({ kty: 'OKP', crv: 'Ed25519', x: jwk.x, kid, alg: 'EdDSA', use: 'sig' } as JsonWebKey);
      const material = { kty: 'OKP', crv: 'Ed25519', x: jwk.x, d: jwk.d };
      try {
        return { kid, key: await crypto.subtle.importKey('jwk', material, { name: 'Ed25519' }, false, ['sign']) };
      } catch {
        throw new KeyRingError(`key ${index + 1}: "x" and "d" are not an Ed25519 key`);
      }
    }),
  );
  return { ring: ringOf(keys), publicJwks };
}

function parseJwks(text: string, development: boolean): readonly Member[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new KeyRingError('is not JSON');
  }
  const keys = typeof parsed === 'object' && parsed !== null ? (parsed as { keys?: unknown }).keys : undefined;
  if (!Array.isArray(keys) || keys.length === 0)
    throw new KeyRingError('must be a JWK Set: {"keys": [...]} with at least one key');
  return keys.map((jwk: unknown, index) => {
    const kid = typeof jwk === 'object' && jwk !== null ? (jwk as { kid?: unknown }).kid : undefined;
    if (!isKeyId(kid)) throw new KeyRingError(`key ${index + 1}: ${KEY_ID_PROBLEM}`);
    if (kid.startsWith(DEVELOPMENT_KID_PREFIX) && !development) {
      throw new KeyRingError(`key ${index + 1}: is a development key, which only PORTCULLIS_ENV=development accepts`);
    }
    return { kid, jwk: jwk as RawJwk };
  });
}

function ringOf(keys: readonly RingKey[]): KeyRing {
  const [signing] = keys;
  const byKid = new Map(keys.map(({ kid, key }) => [kid, key]));
  if (signing === undefined || byKid.size !== keys.length) throw new KeyRingError('two keys have the same "kid"');
  return { signing, byKid };
}
