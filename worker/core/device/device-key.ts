import { decodeBase64Url } from '@portcullis/origin/context';
import type { JWK } from 'jose';
import { sha256 } from '../tokens/index.ts';

/** The public key of a browser, of the members that make it (RFC 7638 section 3.2) and no others. */
export type DeviceKey =
  | { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string }
  | { readonly kty: 'RSA'; readonly n: string; readonly e: string };

/** What browsers may choose from, and nothing else: never what a header itself says. */
export const DEVICE_ALGORITHMS = ['ES256', 'RS256'] as const;

export type DeviceAlgorithm = (typeof DEVICE_ALGORITHMS)[number];

const EC_BYTES = 32;
const LEAST_RSA_BITS = 2048;
/** Longer keys only make each proof cost more. */
const MOST_RSA_BITS = 4096;
/** 65537: with the exponent 1, everything is a signature. */
const RSA_EXPONENT = 'AQAB';

/** Reads the `jwk` of a proof's header; `null` where it is none by which a session can be bound. Its owner is not verified yet. */
export function readDeviceKey(value: unknown): DeviceKey | null {
  if (typeof value !== 'object' || value === null) return null;
  const { kty, crv, x, y, n, e, d } = value as Readonly<Record<string, unknown>>;
  // What was sent whole is not secret any more.
  if (d !== undefined) return null;
  if (kty === 'EC') return crv === 'P-256' && isCoordinate(x) && isCoordinate(y) ? { kty, crv, x, y } : null;
  if (kty === 'RSA') return e === RSA_EXPONENT && isModulus(n) ? { kty, n, e } : null;
  return null;
}

/** The one algorithm that a key is for. */
export function algorithmOf({ kty }: DeviceKey): DeviceAlgorithm {
  return kty === 'EC' ? 'ES256' : 'RS256';
}

/** The members in the order that makes the thumbprint. */
export function jwkOf(key: DeviceKey): JWK {
  return key.kty === 'EC' ? { crv: key.crv, kty: key.kty, x: key.x, y: key.y } : { e: key.e, kty: key.kty, n: key.n };
}

/** JWK thumbprint with SHA-256 (RFC 7638), base64url. */
export function thumbprintOf(key: DeviceKey): Promise<string> {
  return sha256(JSON.stringify(jwkOf(key)));
}

function isCoordinate(value: unknown): value is string {
  return bytesOf(value)?.length === EC_BYTES;
}

function isModulus(value: unknown): value is string {
  const bytes = bytesOf(value);
  // One number has one spelling (RFC 7518 section 6.3.1.1), and one thumbprint.
  if (bytes === null || bytes[0] === 0) return false;
  const bits = bytes.length * 8 - Math.clz32(bytes[0] ?? 0) + 24;
  return bits >= LEAST_RSA_BITS && bits <= MOST_RSA_BITS;
}

function bytesOf(value: unknown): Uint8Array | null {
  return typeof value === 'string' ? decodeBase64Url(value) : null;
}
