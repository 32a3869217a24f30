import { randomBytes } from 'node:crypto';

/** One HS256 key as a member of a JWK Set. */
export interface TestKey {
  readonly kty: 'oct';
  readonly alg: 'HS256';
  readonly kid: string;
  readonly k: string;
}

export function hmacKey(kid: string): TestKey {
  return { kty: 'oct', alg: 'HS256', kid, k: randomBytes(32).toString('base64url') };
}

export function jwks(...keys: readonly object[]): string {
  return JSON.stringify({ keys });
}

export function bytesOf(key: TestKey): Uint8Array {
  return Buffer.from(key.k, 'base64url');
}

export function base64url(value: string | object | Uint8Array): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64url');
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}
