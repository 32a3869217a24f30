import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SignJWT } from 'jose';
import { CommandError } from '../io.ts';

/** A private key with which an identity provider signs. */
export interface ProviderKey {
  readonly privateKey: KeyObject;
  readonly alg: string;
  /** Under which id the provider publishes the public half; `null`: under none. */
  readonly kid: string | null;
}

/**
 * Reads a private key: PEM (PKCS #8 or older), a JWK, or a JWK Set whose first key signs.
 * @param kid takes the place of the one in the file
 * @throws {CommandError} never with anything of the key in the message
 */
export function readProviderKey(file: string, kid: string | undefined): ProviderKey {
  const text = readText(file);
  const jwk = jwkOf(text);
  const privateKey = privateKeyOf(file, jwk ?? text);
  const stated = typeof jwk?.['alg'] === 'string' ? jwk['alg'] : null;
  const named = typeof jwk?.['kid'] === 'string' ? jwk['kid'] : null;
  return { privateKey, alg: stated ?? algorithmOf(file, privateKey), kid: kid ?? named };
}

/** A token of the provider, compact. */
export function signedByProvider(
  { privateKey, alg, kid }: ProviderKey,
  typ: string,
  claims: Readonly<Record<string, unknown>>,
): Promise<string> {
  const header = { alg, typ, ...(kid === null ? {} : { kid }) };
  return new SignJWT({ ...claims }).setProtectedHeader(header).sign(privateKey);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new CommandError(2, `--key: ${file} cannot be read: ${code}.`);
  }
}

function jwkOf(text: string): Readonly<Record<string, unknown>> | null {
  if (!text.trimStart().startsWith('{')) return null;
  try {
    const value = JSON.parse(text) as { readonly keys?: readonly unknown[] };
    const jwk = Array.isArray(value.keys) ? value.keys[0] : value;
    return typeof jwk === 'object' && jwk !== null ? (jwk as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}

function privateKeyOf(file: string, key: string | Readonly<Record<string, unknown>>): KeyObject {
  try {
    return typeof key === 'string' ? createPrivateKey(key) : createPrivateKey({ key: { ...key }, format: 'jwk' });
  } catch {
    throw new CommandError(
      2,
      `--key: ${file} holds no private key. It must be PEM without a password, a JWK, or a JWK Set, of RSA, P-256 or Ed25519; a public key signs nothing.`,
    );
  }
}

/** The algorithms of which the gateway takes one. */
function algorithmOf(file: string, { asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  if (asymmetricKeyType === 'rsa') return 'RS256';
  if (asymmetricKeyType === 'ed25519') return 'EdDSA';
  if (asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1') return 'ES256';
  throw new CommandError(
    2,
    `--key: ${file} is of a kind that the gateway takes no signature of. Use RSA of 2048 bits or more, P-256 or Ed25519.`,
  );
}
