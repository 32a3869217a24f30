import { type CryptoKey, exportJWK, generateKeyPair, importJWK } from 'jose';
import { ConfigurationError } from '../errors.ts';
import { readKeys } from '../keys/jwk-set.ts';
import type { ContextAlgorithm, JwkSetInput, RemoteJwkSet, TestKeys } from '../keys/key-source.ts';
import { isRemoteJwkSet } from '../keys/remote-jwk-set.ts';
import { testKeyMaterial } from '../keys/test-keys.ts';
import { encodePart } from './encode-part.ts';

/** What is to be signed, as text; resolves to the signature. */
export type Sign = (input: string) => Promise<Uint8Array>;

/** Signs as the gateway does. */
export interface ContextSigner {
  readonly kid: string;
  readonly sign: Sign;
}

/** What can be made with the keys at hand. */
export interface KnownKeys {
  /** `null` where no key signs. */
  readonly signer: ContextSigner | null;
  /** The secret itself (HS256). */
  readonly secret: Uint8Array<ArrayBuffer> | null;
  /** The Ed25519 public key (EdDSA). */
  readonly publicKey: Uint8Array<ArrayBuffer> | null;
}

/** Keys of contexts, as a verifier takes them; for EdDSA also private ones, which sign. */
export type SigningKeys = JwkSetInput | RemoteJwkSet | TestKeys;

type Jwk = Readonly<Record<string, unknown>>;

/** What the first key of the set is good for. Throws {@link ConfigurationError}; no message holds key material. */
export async function knownKeys(keys: SigningKeys | undefined, algorithm: ContextAlgorithm): Promise<KnownKeys> {
  if (keys === undefined || isRemoteJwkSet(keys)) return { signer: null, secret: null, publicKey: null };
  const jwk = firstJwk(testKeyMaterial(keys)?.signing ?? (keys as JwkSetInput));
  // Checked by the rules for the keys of an app, which never has the private half.
  const { d, ...publicHalf } = jwk;
  readKeys({ keys: [algorithm === 'EdDSA' ? publicHalf : jwk] }, algorithm);
  const signer = algorithm === 'EdDSA' && d === undefined ? null : await signerOf(jwk, algorithm);
  return {
    signer,
    secret: algorithm === 'HS256' ? bytesOf(jwk['k']) : null,
    publicKey: algorithm === 'EdDSA' ? bytesOf(jwk['x']) : null,
  };
}

/** A signer with a secret or private key. Throws {@link ConfigurationError}. */
export async function signerOf(jwk: Jwk, algorithm: ContextAlgorithm): Promise<ContextSigner> {
  const kid = String(jwk['kid']);
  if (algorithm === 'HS256') return { kid, sign: await hmac(bytesOf(jwk['k'])) };
  try {
    const key = await importJWK(jwk, algorithm);
    if (!(key instanceof Uint8Array) && key.type === 'private')
      return { kid, sign: (input) => signature('Ed25519', key, input) };
  } catch {
    // The library's own message may quote the key.
  }
  throw new ConfigurationError('"keys" option, key 1: it is no Ed25519 private key that belongs to its public half.');
}

/** Signs with HMAC, even with a key that verifiers refuse. */
export async function hmac(secret: Uint8Array<ArrayBuffer>, hash = 'SHA-256'): Promise<Sign> {
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash }, false, ['sign']);
  return (input) => signature('HMAC', key, input);
}

/** A new random key: the half that signs, and the half that verifies, which are the same for HS256. */
export async function randomJwk(
  algorithm: ContextAlgorithm,
  kid: string,
): Promise<{ readonly signing: Jwk; readonly verifying: Jwk }> {
  if (algorithm === 'HS256') {
    const secret = { kty: 'oct', k: encodePart(crypto.getRandomValues(new Uint8Array(32))), alg: algorithm, kid };
    return { signing: secret, verifying: secret };
  }
  const { privateKey } = await generateKeyPair(algorithm, { crv: 'Ed25519', extractable: true });
  const { d, ...jwk } = await exportJWK(privateKey);
  const verifying = { ...jwk, alg: algorithm, kid };
  return { signing: { ...verifying, d }, verifying };
}

async function signature(name: 'HMAC' | 'Ed25519', key: CryptoKey, input: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.sign(name, key, new TextEncoder().encode(input)));
}

/** The first member, still unchecked. */
function firstJwk(input: JwkSetInput): Jwk {
  let set: unknown = input;
  try {
    if (typeof input === 'string') set = JSON.parse(input);
  } catch {
    // The parser's own message quotes the text, which is secret.
    throw new ConfigurationError('"keys" option is not valid JSON.');
  }
  const first = (set as { readonly keys?: readonly unknown[] } | null)?.keys?.[0];
  if (typeof first === 'object' && first !== null) return first as Jwk;
  throw new ConfigurationError('"keys" option holds no key. Give the JWK Set that contexts are signed with.');
}

function bytesOf(text: unknown): Uint8Array<ArrayBuffer> {
  const binary = atob(String(text).replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
