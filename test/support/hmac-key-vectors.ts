/** JWKs of `oct` keys with what is wrong with them; `null`: usable. Fixed bytes, for tests alone. */
export interface HmacKeyVector {
  readonly name: string;
  readonly jwk: unknown;
  readonly problem: string | null;
}

const encoded = (length: number): string =>
  Buffer.from(Array.from({ length }, (_, index) => index * 7)).toString('base64url');

const K = encoded(32);
const good = { kty: 'oct', alg: 'HS256', kid: 'k1', k: K };

const KID = '"kid" must be 1 to 64 of A-Z a-z 0-9 _ . -';
const KTY = '"kty" must be "oct"';
const ALG = '"alg" must be "HS256"';
const SPELLING = '"k" must be base64url without padding';
const SHORT = '"k" must be at least 32 bytes';
const PATTERN = '"k" follows a pattern and could be guessed';

/** The last of 43 characters carries two unused bits; with one of them set, the text is a second spelling of the same bytes. */
const STRAY_BITS = `${K.slice(0, -1)}${{ A: 'B', Q: 'R', g: 'h', w: 'x' }[K.slice(-1)] ?? 'b'}`;

export const HMAC_KEY_VECTORS: readonly HmacKeyVector[] = [
  { name: 'a key', jwk: good, problem: null },
  { name: 'a key without "alg"', jwk: { ...good, alg: undefined }, problem: null },
  { name: 'a key for signatures', jwk: { ...good, use: 'sig' }, problem: null },
  { name: 'a long key', jwk: { ...good, k: encoded(64) }, problem: null },
  { name: 'an id of every character', jwk: { ...good, kid: 'k.3_-Z' }, problem: null },
  { name: 'an id of 64 characters', jwk: { ...good, kid: 'k'.repeat(64) }, problem: null },
  { name: 'null', jwk: null, problem: 'is not a JWK object' },
  { name: 'a bare text', jwk: K, problem: 'is not a JWK object' },
  { name: 'no id', jwk: { ...good, kid: undefined }, problem: KID },
  { name: 'an empty id', jwk: { ...good, kid: '' }, problem: KID },
  { name: 'a number for an id', jwk: { ...good, kid: 7 }, problem: KID },
  { name: 'an id with a space', jwk: { ...good, kid: 'k 1' }, problem: KID },
  { name: 'an id with a line break', jwk: { ...good, kid: 'k1\n' }, problem: KID },
  { name: 'an id of 65 characters', jwk: { ...good, kid: 'k'.repeat(65) }, problem: KID },
  { name: 'no type', jwk: { ...good, kty: undefined }, problem: KTY },
  { name: 'an RSA key', jwk: { ...good, kty: 'RSA' }, problem: KTY },
  { name: 'a key pair', jwk: { ...good, kty: 'OKP' }, problem: KTY },
  { name: 'another algorithm', jwk: { ...good, alg: 'HS512' }, problem: ALG },
  { name: 'algorithm none', jwk: { ...good, alg: 'none' }, problem: ALG },
  { name: 'null for an algorithm', jwk: { ...good, alg: null }, problem: ALG },
  { name: 'a key for encryption', jwk: { ...good, use: 'enc' }, problem: '"use" must be "sig"' },
  { name: 'no secret', jwk: { ...good, k: undefined }, problem: SPELLING },
  { name: 'a list for a secret', jwk: { ...good, k: [K] }, problem: SPELLING },
  { name: 'an empty secret', jwk: { ...good, k: '' }, problem: SPELLING },
  { name: 'a padded secret', jwk: { ...good, k: `${K}=` }, problem: SPELLING },
  { name: 'a secret in plain base64', jwk: { ...good, k: `+/${K.slice(2)}` }, problem: SPELLING },
  { name: 'a secret with white space', jwk: { ...good, k: `${K} ` }, problem: SPELLING },
  { name: 'a secret with a line break', jwk: { ...good, k: `${K}\n` }, problem: SPELLING },
  { name: 'a secret with a strange character', jwk: { ...good, k: `${K}!` }, problem: SPELLING },
  { name: 'a secret with stray bits', jwk: { ...good, k: STRAY_BITS }, problem: SPELLING },
  { name: 'a secret of 31 bytes', jwk: { ...good, k: encoded(31) }, problem: SHORT },
  {
    name: 'a secret of one byte repeated',
    jwk: { ...good, k: Buffer.alloc(32, 'a').toString('base64url') },
    problem: PATTERN,
  },
  {
    name: 'a secret of seven bytes in turn',
    jwk: { ...good, k: Buffer.from('abcdefg'.repeat(5)).toString('base64url') },
    problem: PATTERN,
  },
];
