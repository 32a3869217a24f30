import type { CryptoKey } from 'jose';
import { decodeBase64Url } from '../context/base64url.ts';
import { readHmacKey } from '../context/hmac-key.ts';
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

/** A random point practically never has fewer distinct bytes. */
const MIN_DISTINCT_BYTES = 8;
const ED25519_PUBLIC_BYTES = 32;
const MAX_REMOTE_KEYS = 100;
const FIX = 'Make keys with "npx portcullis keys".';

/** The keys of a set, in order, all usable with `algorithm`. Throws {@link ConfigurationError}; no message holds key material. */
export function readKeys(input: JwkSetInput, algorithm: ContextAlgorithm): readonly [Key, ...Key[]] {
  const readKey = algorithm === 'HS256' ? secretKey : publicKey;
  const seen = new Set<string>();
  const [first, ...others] = membersOf(input).map((member, index) => {
    const where = `"keys" option, key ${index + 1}`;
    const key = readKey(member, where);
    if (seen.has(key.kid)) throw new ConfigurationError(`${where}: its "kid" is used twice. Give each key its own.`);
    seen.add(key.kid);
    return key;
  });
  if (first === undefined) throw new ConfigurationError(`"keys" option holds no key. ${FIX}`);
  return [first, ...others];
}

/**
 * The usable Ed25519 public keys of an untrusted JWK Set. Keys that share an id, and everything else in the set, are left out.
 * Throws unless it is a set, of no more keys than any gateway has.
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

function secretKey(member: unknown, where: string): Key {
  const read = readHmacKey(member);
  if (!read.ok) throw new ConfigurationError(`${where}: ${read.problem}. ${FIX}`);
  const { kid, secret } = read;
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  return { kid, cryptoKey: once(() => crypto.subtle.importKey('raw', secret, hmac, false, ['sign', 'verify'])) };
}

function publicKey(member: unknown, where: string): Key {
  if (typeof member !== 'object' || member === null)
    throw new ConfigurationError(`${where}: is not a JWK object. ${FIX}`);
  const { kid, kty, crv, alg, use, x, d } = member as Readonly<Record<string, unknown>>;
  if (typeof kid !== 'string' || kid === '') throw new ConfigurationError(`${where}: it needs a "kid". ${FIX}`);
  if (kty !== 'OKP' || crv !== 'Ed25519')
    throw new ConfigurationError(`${where}: EdDSA needs a key of "kty" "OKP" and "crv" "Ed25519".`);
  if (alg !== undefined && alg !== 'EdDSA' && alg !== 'Ed25519')
    throw new ConfigurationError(`${where}: "alg" must be "EdDSA". Remove the key or change "algorithm".`);
  if (use !== undefined && use !== 'sig') throw new ConfigurationError(`${where}: "use" must be "sig". ${FIX}`);
  if (d !== undefined)
    throw new ConfigurationError(
      `${where}: it is a private key. Give the app the public half, from /.portcullis/jwks.json.`,
    );
  const bytes = decodeBase64Url(x);
  if (bytes === null) throw new ConfigurationError(`${where}: "x" must be base64url without padding. ${FIX}`);
  if (bytes.length !== ED25519_PUBLIC_BYTES)
    throw new ConfigurationError(`${where}: "x" must be ${ED25519_PUBLIC_BYTES} bytes.`);
  // Points of low order, such as all zeros, would verify signatures made without a private key.
  if (new Set(bytes).size < MIN_DISTINCT_BYTES)
    throw new ConfigurationError(`${where}: "x" is not a public key. ${FIX}`);
  return { kid, cryptoKey: once(() => crypto.subtle.importKey('raw', bytes, { name: 'Ed25519' }, false, ['verify'])) };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
