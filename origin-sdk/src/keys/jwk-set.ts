import type { CryptoKey } from 'jose';
import { isCanonicalBase64Url } from '../context/base64url.ts';
import { ConfigurationError } from '../errors.ts';

/** How an origin's contexts are signed; fixed by configuration, never taken from a token. */
export type ContextAlgorithm = 'HS256' | 'EdDSA';

/** A JWK Set (RFC 7517 section 5) as an object or as its JSON text. */
export type JwkSetInput = string | { readonly keys: readonly object[] };

/** A configured key. */
export interface Key {
  readonly kid: string;
  /** Imported on first use, then kept. */
  readonly cryptoKey: () => Promise<CryptoKey>;
}

const MIN_SECRET_BYTES = 32;
/** 32 random bytes practically never hold fewer different values; a repeated or typed-in pattern does. */
const MIN_DIFFERENT_BYTES = 8;
const ED25519_PUBLIC_BYTES = 32;
const MAX_REMOTE_KEYS = 100;
const FIX = 'Make keys with "npx portcullis keys".';

/** The keys of a set, in order, all usable with `algorithm`. Throws {@link ConfigurationError}; no message holds key material. */
export function readKeys(input: JwkSetInput, algorithm: ContextAlgorithm): readonly [Key, ...Key[]] {
  const seen = new Set<string>();
  const [first, ...others] = membersOf(input).map((member, index) => {
    const where = `"keys" option, key ${index + 1}`;
    if (typeof member !== 'object' || member === null)
      throw new ConfigurationError(`${where}: not a JWK object. ${FIX}`);
    const jwk = member as Readonly<Record<string, unknown>>;
    const kid = jwk['kid'];
    if (typeof kid !== 'string' || kid === '') throw new ConfigurationError(`${where}: it needs a "kid". ${FIX}`);
    if (seen.has(kid)) throw new ConfigurationError(`${where}: its "kid" is used twice. Give each key its own.`);
    seen.add(kid);
    if (jwk['alg'] !== undefined && jwk['alg'] !== algorithm && !(algorithm === 'EdDSA' && jwk['alg'] === 'Ed25519'))
      throw new ConfigurationError(`${where}: its "alg" is not ${algorithm}. Remove the key or change "algorithm".`);
    if (jwk['use'] !== undefined && jwk['use'] !== 'sig')
      throw new ConfigurationError(`${where}: its "use" is not "sig". Use a key that is meant for signatures.`);
    return algorithm === 'HS256' ? secretKey(kid, jwk, where) : publicKey(kid, jwk, where);
  });
  if (first === undefined) throw new ConfigurationError(`"keys" option holds no key. ${FIX}`);
  return [first, ...others];
}

/**
 * The Ed25519 public keys with an id of their own among the members of an untrusted JWK Set; whatever else is in it is left
 * out. Throws where it is no set, or a set of more keys than any gateway has.
 */
export function usablePublicKeys(set: unknown): readonly Key[] {
  const members = membersOf(set);
  // Refusing a key costs more than sending one.
  if (members.length > MAX_REMOTE_KEYS) throw new RangeError(`more than ${MAX_REMOTE_KEYS} keys`);
  const ids = members.map((member) => (member as { readonly kid?: unknown } | null)?.kid);
  return members.flatMap((member, index) => {
    if (ids.indexOf(ids[index]) !== ids.lastIndexOf(ids[index])) return [];
    try {
      return readKeys({ keys: [member as object] }, 'EdDSA');
    } catch {
      return [];
    }
  });
}

function membersOf(input: unknown): readonly unknown[] {
  let set = input;
  if (typeof set === 'string') {
    try {
      set = JSON.parse(set);
    } catch {
      // The parser's own message quotes the text, which is secret.
      throw new ConfigurationError(`"keys" option is not valid JSON. ${FIX}`);
    }
  }
  const keys = typeof set === 'object' && set !== null ? (set as { keys?: unknown }).keys : undefined;
  if (!Array.isArray(keys)) throw new ConfigurationError(`"keys" option must be a JWK Set: {"keys":[…]}. ${FIX}`);
  return keys;
}

function secretKey(kid: string, jwk: Readonly<Record<string, unknown>>, where: string): Key {
  if (jwk['kty'] !== 'oct') throw new ConfigurationError(`${where}: HS256 needs a key of "kty" "oct". ${FIX}`);
  const bytes = bytesOf(jwk['k'], `${where}: its "k"`);
  if (bytes.length < MIN_SECRET_BYTES)
    throw new ConfigurationError(`${where}: it is shorter than ${MIN_SECRET_BYTES} bytes and could be guessed. ${FIX}`);
  if (new Set(bytes).size < MIN_DIFFERENT_BYTES)
    throw new ConfigurationError(`${where}: its bytes follow a pattern and could be guessed. ${FIX}`);
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  return { kid, cryptoKey: once(() => crypto.subtle.importKey('raw', bytes, hmac, false, ['sign', 'verify'])) };
}

function publicKey(kid: string, jwk: Readonly<Record<string, unknown>>, where: string): Key {
  if (jwk['kty'] !== 'OKP' || jwk['crv'] !== 'Ed25519')
    throw new ConfigurationError(`${where}: EdDSA needs a key of "kty" "OKP" and "crv" "Ed25519".`);
  if (jwk['d'] !== undefined)
    throw new ConfigurationError(
      `${where}: it is a private key. Give the app the public half, from /.portcullis/jwks.json.`,
    );
  const bytes = bytesOf(jwk['x'], `${where}: its "x"`);
  if (bytes.length !== ED25519_PUBLIC_BYTES) throw new ConfigurationError(`${where}: its "x" must be 32 bytes.`);
  // Points of low order, such as all zeros, would verify signatures that nobody has made.
  if (new Set(bytes).size < MIN_DIFFERENT_BYTES)
    throw new ConfigurationError(`${where}: its "x" is no public key. ${FIX}`);
  return { kid, cryptoKey: once(() => crypto.subtle.importKey('raw', bytes, { name: 'Ed25519' }, false, ['verify'])) };
}

function bytesOf(value: unknown, what: string): Uint8Array<ArrayBuffer> {
  if (typeof value !== 'string' || !isCanonicalBase64Url(value))
    throw new ConfigurationError(`${what} must be base64url without padding. ${FIX}`);
  const binary = atob(value.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
