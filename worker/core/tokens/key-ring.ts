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

/** Why a JWK Set cannot be used. Names members and positions, never values. */
export class KeyRingError extends Error {
  override readonly name = 'KeyRingError';
}

const MINIMUM_BYTES = 32;
/** Development keys carry this mark, so that a gateway in production refuses them. */
export const DEVELOPMENT_KID_PREFIX = 'dev-';

interface RawJwk {
  readonly kty?: unknown;
  readonly kid?: unknown;
  readonly alg?: unknown;
  readonly k?: unknown;
  readonly crv?: unknown;
  readonly x?: unknown;
  readonly d?: unknown;
}

/**
 * Reads a JWK Set of symmetric HS256 keys.
 * @param text the setting's value
 * @throws {KeyRingError} if it is no JWK Set of `oct` keys with distinct ids and at least 32 bytes each
 */
export async function importHmacRing(text: string, options: { readonly development: boolean }): Promise<KeyRing> {
  const jwks = parseJwks(text, options.development);
  return ringOf(
    await Promise.all(
      jwks.map(async ({ kid, jwk }, index) => {
        if (jwk.kty !== 'oct' || typeof jwk.k !== 'string')
          throw new KeyRingError(`key ${index + 1}: "kty" must be "oct", with "k"`);
        if (jwk.alg !== undefined && jwk.alg !== 'HS256')
          throw new KeyRingError(`key ${index + 1}: "alg" must be "HS256"`);
        const bytes = decodeKey(jwk.k, index);
        if (bytes.length < MINIMUM_BYTES)
          throw new KeyRingError(`key ${index + 1}: must be at least ${MINIMUM_BYTES} bytes`);
        if (new Set(bytes).size < 8)
          throw new KeyRingError(`key ${index + 1}: is not random; make one with "portcullis keys"`);
        return {
          kid,
          key: await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, [
            'sign',
            'verify',
          ]),
        };
      }),
    ),
  );
}

/**
 * Reads a JWK Set of Ed25519 private keys.
 * @throws {KeyRingError} if it is none
 */
export async function importEd25519Ring(
  text: string,
  options: { readonly development: boolean },
): Promise<{ readonly ring: KeyRing; readonly publicJwks: readonly JsonWebKey[] }> {
  const jwks = parseJwks(text, options.development);
  const publicJwks: JsonWebKey[] = [];
  const keys = await Promise.all(
    jwks.map(async ({ kid, jwk }, index) => {
      if (jwk.kty !== 'OKP' || jwk.crv !== 'Ed25519' || typeof jwk.x !== 'string' || typeof jwk.d !== 'string') {
        throw new KeyRingError(`key ${index + 1}: must be a private "OKP" key with "crv": "Ed25519"`);
      }
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

function parseJwks(text: string, development: boolean): { kid: string; jwk: RawJwk }[] {
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
    const kid = typeof jwk === 'object' && jwk !== null ? (jwk as RawJwk).kid : undefined;
    if (typeof kid !== 'string' || !/^[\w.-]{1,64}$/.test(kid))
      throw new KeyRingError(`key ${index + 1}: "kid" must be 1 to 64 of A-Z a-z 0-9 _ . -`);
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

function decodeKey(text: string, index: number): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
      character.charCodeAt(0),
    );
  } catch {
    throw new KeyRingError(`key ${index + 1}: "k" is not base64url`);
  }
}
