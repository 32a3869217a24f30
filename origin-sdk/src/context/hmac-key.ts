import { decodeBase64Url } from './base64url.ts';

/** A symmetric key that the gateway and an origin share, or that the gateway or an operator has alone. */
export interface HmacKey {
  /** The key is usable. */
  readonly ok: true;
  /** Names the key in the headers of tokens. */
  readonly kid: string;
  /** Secret: never in a log or message. */
  readonly secret: Uint8Array<ArrayBuffer>;
}

/** Why a key is refused. */
export interface HmacKeyProblem {
  /** The key is not usable. */
  readonly ok: false;
  /** What is wrong, to be read after the key's position. Quotes no part of the key. */
  readonly problem: string;
}

/** As long as the hash (RFC 7518 section 3.2). */
const MIN_BYTES = 32;
/** 32 random bytes practically never have fewer distinct values; a repeated or typed pattern does. */
const MIN_DISTINCT_BYTES = 8;
const KEY_ID = /^[\w.-]{1,64}$/;

/** Begins the `kid` of development keys, which a gateway in production refuses. */
export const DEVELOPMENT_KID_PREFIX = 'dev-';

/** Whether `kid` is 1 to 64 of A-Z a-z 0-9 _ . - */
export function isKeyId(kid: unknown): kid is string {
  return typeof kid === 'string' && KEY_ID.test(kid);
}

/** What {@link isKeyId} requires. */
export const KEY_ID_PROBLEM = '"kid" must be 1 to 64 of A-Z a-z 0-9 _ . -';

/** Reads one HS256 key of a JWK Set (RFC 7518 section 6.4). Every part of the project that signs or verifies reads its keys here. */
export function readHmacKey(jwk: unknown): HmacKey | HmacKeyProblem {
  if (typeof jwk !== 'object' || jwk === null) return refused('is not a JWK object');
  const { kid, kty, alg, use, k } = jwk as Readonly<Record<string, unknown>>;
  if (!isKeyId(kid)) return refused(KEY_ID_PROBLEM);
  if (kty !== 'oct') return refused('"kty" must be "oct"');
  if (alg !== undefined && alg !== 'HS256') return refused('"alg" must be "HS256"');
  if (use !== undefined && use !== 'sig') return refused('"use" must be "sig"');
  const secret = decodeBase64Url(k);
  if (secret === null) return refused('"k" must be base64url without padding');
  if (secret.length < MIN_BYTES) return refused(`"k" must be at least ${MIN_BYTES} bytes`);
  if (new Set(secret).size < MIN_DISTINCT_BYTES) return refused('"k" follows a pattern and could be guessed');
  return { ok: true, kid, secret };
}

function refused(problem: string): HmacKeyProblem {
  return { ok: false, problem };
}
