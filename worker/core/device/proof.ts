import { isCanonicalCompactJws } from '@portcullis/origin/context';
import { compactVerify, decodeProtectedHeader, importJWK } from 'jose';
import { algorithmOf, type DeviceKey, jwkOf, readDeviceKey } from './device-key.ts';
import { jwsOfField } from './fields.ts';

/** What a browser has signed with the key of a session. That the challenge is ours, and new, is not verified yet. */
export interface DeviceProof {
  /** Verified: the signature is by it. */
  readonly key: DeviceKey;
  readonly challenge: string;
  /** As the gateway gave it with the offer; `null` where the proof has none. */
  readonly authorization: string | null;
}

export type ProofResult =
  | { readonly ok: true; readonly proof: DeviceProof }
  | { readonly ok: false; readonly problem: 'key' | 'proof'; readonly detail: string };

const TYPE = 'dbsc+jwt';
/** A key of 4096 bits, with its signature, a challenge and what was given with the offer, in base64url. */
const MAX_CHARACTERS = 6 * 1024;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Verifies what stands in `Secure-Session-Response` (Device Bound Session Credentials): a JWS of the type `dbsc+jwt`. The key
 * alone says which algorithm counts.
 * @param key the key of the session; `null`: at registration, where the header brings it, and nowhere else
 */
export async function verifyProof(field: string, key: DeviceKey | null): Promise<ProofResult> {
  const token = field.length > MAX_CHARACTERS ? null : jwsOfField(field);
  if (token === null || !isCanonicalCompactJws(token)) return failed('proof', 'not a compact JWS');
  const header = headerOf(token);
  if (header === null) return failed('proof', 'header');
  if (header['typ'] !== TYPE) return failed('proof', 'typ');
  // At a refresh, a second key must not even be looked at.
  if (key !== null && header['jwk'] !== undefined) return failed('proof', 'jwk');
  const own = key ?? readDeviceKey(header['jwk']);
  if (own === null) return failed('key', 'jwk');
  const algorithm = algorithmOf(own);
  if (header['alg'] !== algorithm) return failed('proof', 'alg');
  const payload = await verified(token, own, algorithm);
  if (payload === null) return failed('proof', 'signature');
  const claims = objectOf(payload);
  if (claims === null) return failed('proof', 'payload');
  const { jti, authorization } = claims;
  if (typeof jti !== 'string') return failed('proof', 'jti');
  if (authorization !== undefined && typeof authorization !== 'string') return failed('proof', 'authorization');
  return { ok: true, proof: { key: own, challenge: jti, authorization: authorization ?? null } };
}

function headerOf(token: string): Readonly<Record<string, unknown>> | null {
  try {
    return decodeProtectedHeader(token) as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
}

async function verified(token: string, key: DeviceKey, algorithm: string): Promise<Uint8Array | null> {
  try {
    const { payload } = await compactVerify(token, await importJWK(jwkOf(key), algorithm), { algorithms: [algorithm] });
    return payload;
  } catch {
    // Also a point that is not on the curve, and members that must be understood.
    return null;
  }
}

function objectOf(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(decoder.decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : null;
  } catch {
    return null;
  }
}

function failed(problem: 'key' | 'proof', detail: string): ProofResult {
  return { ok: false, problem, detail };
}
