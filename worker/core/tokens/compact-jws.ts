import { isCanonicalBase64Url } from '@portcullis/origin/context';
import type { KeyRing } from './key-ring.ts';

/**
 * Compact JWS (RFC 7515 section 3.1) on the gateway's hot path: HS256 and EdDSA over Web Crypto, one known header. The
 * algorithm is fixed by the caller's key ring and never read from the token (RFC 8725 section 3.1).
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const ALGORITHMS = {
  HS256: { name: 'HMAC' },
  EdDSA: { name: 'Ed25519' },
} as const;

export type SigningAlgorithm = keyof typeof ALGORITHMS;

/** Signs a payload. The protected header is fixed at creation, so that it is encoded once. */
export type Signer = (payload: object) => Promise<string>;

/** Makes a {@link Signer} with the ring's first key. */
export function createSigner(ring: KeyRing, algorithm: SigningAlgorithm, type: string): Signer {
  const { kid, key } = ring.signing;
  const prefix = `${encodeText(JSON.stringify({ alg: algorithm, typ: type, kid }))}.`;
  return async (payload) => {
    const input = prefix + encodeText(JSON.stringify(payload));
    const signature = await crypto.subtle.sign(ALGORITHMS[algorithm], key, encoder.encode(input));
    return `${input}.${encodeBytes(new Uint8Array(signature))}`;
  };
}

/** What a verifier found: the payload as parsed JSON, its signature verified but its claims not yet checked, or which check failed. */
export type JwsResult =
  | { readonly ok: true; readonly payload: Record<string, unknown> }
  | { readonly ok: false; readonly detail: string };

/** Verifies one token's spelling, header and HMAC. */
export type Verifier = (token: string) => Promise<JwsResult>;

const HMAC_CHARACTERS = 43;

/**
 * Makes a {@link Verifier} for HS256 tokens of one type. The header must be exactly `alg`, `typ` and a `kid` of the ring;
 * only canonical base64url is read; nothing of the payload is parsed before the signature holds.
 */
export function createVerifier(ring: KeyRing, type: string, maxCharacters: number): Verifier {
  // One accepted header a key, in the spelling that the gateway writes; others are parsed, then compared by meaning.
  const known = new Map(
    [...ring.byKid].map(([kid, key]) => [encodeText(JSON.stringify({ alg: 'HS256', typ: type, kid })), key] as const),
  );
  return async (token) => {
    if (token.length > maxCharacters) return failed('too long');
    const first = token.indexOf('.');
    const second = token.indexOf('.', first + 1);
    if (first < 1 || second < 0) return failed('not three parts');
    const header = token.slice(0, first);
    const payload = token.slice(first + 1, second);
    const signature = token.slice(second + 1);
    if (signature.length !== HMAC_CHARACTERS || !isCanonicalBase64Url(signature) || !isCanonicalBase64Url(payload)) {
      return failed('not canonical base64url');
    }
    const key = known.get(header) ?? keyOfHeader(header, ring, type);
    if (key === null) return failed('header not accepted');
    const authentic = await crypto.subtle.verify(
      'HMAC',
      key,
      decodeBytes(signature),
      encoder.encode(token.slice(0, second)),
    );
    if (!authentic) return failed('signature');
    const parsed = parseObject(payload);
    return parsed === null ? failed('payload is not a JSON object') : { ok: true, payload: parsed };
  };
}

function keyOfHeader(header: string, ring: KeyRing, type: string): CryptoKey | null {
  if (header.length > 256 || !isCanonicalBase64Url(header)) return null;
  const parsed = parseObject(header);
  if (parsed === null || Object.keys(parsed).length !== 3) return null;
  const { alg, typ, kid } = parsed;
  if (alg !== 'HS256' || typ !== type || typeof kid !== 'string') return null;
  return ring.byKid.get(kid) ?? null;
}

function parseObject(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(decoder.decode(decodeBytes(part)));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function failed(detail: string): JwsResult {
  return { ok: false, detail };
}

function encodeText(text: string): string {
  return encodeBytes(encoder.encode(text));
}

function encodeBytes(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: 'base64url', omitPadding: true });
}

function decodeBytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(text, { alphabet: 'base64url' });
}
