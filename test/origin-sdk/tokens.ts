import { createHmac, randomBytes } from 'node:crypto';

/** Seconds since 1970 at which all tests of contexts take place. */
export const NOW_SECONDS = 1_800_000_000;

/** A clock that stands still. */
export const now = (): number => NOW_SECONDS * 1000;

/** A fresh HS256 secret and its JWK. */
export function secretJwk(kid: string): {
  readonly jwk: { kty: 'oct'; kid: string; k: string };
  readonly secret: Buffer;
} {
  const secret = randomBytes(32);
  return { secret, jwk: { kty: 'oct', kid, k: secret.toString('base64url') } };
}

/** Claims of a good context for `GET /loads?page=2` by a signed-in user. */
export const GOOD_CLAIMS = {
  v: 1,
  iss: 'acme-edge',
  aud: 'app',
  sub: 'u-7',
  tid: 'acme',
  roles: ['owner', 'driver'],
  sid: 's-1',
  amr: ['pwd', 'otp'],
  auth_time: NOW_SECONDS - 600,
  iat: NOW_SECONDS - 1,
  exp: NOW_SECONDS + 29,
  jti: 'request-1',
  htm: 'GET',
  hth: 'acme.app.example.com',
  htu: '/loads?page=2',
  cip: '203.0.113.7',
  rid: 'loads',
  rul: 'd'.repeat(64),
};

/** Signs any header and any payload with HMAC, so that tokens can be wrong in any way that bytes can be. */
export function signHmac(
  header: object | string,
  payload: object | string | Buffer,
  secret: Buffer,
  hash = 'sha256',
): string {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`;
}

function encode(part: object | string | Buffer): string {
  const bytes = Buffer.isBuffer(part) ? part : Buffer.from(typeof part === 'string' ? part : JSON.stringify(part));
  return bytes.toString('base64url');
}
