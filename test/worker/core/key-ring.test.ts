import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { importEd25519Ring, importHmacRing, KeyRingError } from '../../../worker/core/tokens/key-ring.ts';
import { hmacKey, jwks } from '../support/keys.ts';

const SECRET = randomBytes(32).toString('base64url');
const good = { kty: 'oct', alg: 'HS256', kid: 'k1', k: SECRET };
const production = { development: false };

async function problemOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(KeyRingError);
  return (error as KeyRingError).message;
}

const NO_SET = 'must be a JWK Set: {"keys": [...]} with at least one key';
const KID = 'key 1: "kid" must be 1 to 64 of A-Z a-z 0-9 _ . -';

describe('importHmacRing refuses', () => {
  test.each<[string, string]>([
    ['', 'is not JSON'],
    [SECRET, 'is not JSON'],
    [`{"keys":["${SECRET}"`, 'is not JSON'],
    ['null', NO_SET],
    [JSON.stringify(SECRET), NO_SET],
    ['[]', NO_SET],
    ['{}', NO_SET],
    ['{"keys":[]}', NO_SET],
    [JSON.stringify({ keys: { 0: good } }), NO_SET],
    [JSON.stringify(good), NO_SET],
    [jwks({ ...good, kid: undefined }), KID],
    [jwks({ ...good, kid: '' }), KID],
    [jwks({ ...good, kid: 7 }), KID],
    [jwks({ ...good, kid: 'k 1' }), KID],
    [jwks({ ...good, kid: 'k"1' }), KID],
    [jwks({ ...good, kid: 'k1\n' }), KID],
    [jwks({ ...good, kid: 'k'.repeat(65) }), KID],
    ['{"keys":[null]}', KID],
    [JSON.stringify({ keys: [SECRET] }), KID],
    [jwks(good, { ...good, kid: 'k2', alg: 'none' }), 'key 2: "alg" must be "HS256"'],
    [jwks(good, good), 'two keys have the same "kid"'],
    [jwks(good, hmacKey('dev-1')), 'key 2: is a development key, which only PORTCULLIS_ENV=development accepts'],
  ])('%j', async (text, message) => {
    expect(await problemOf(importHmacRing(text, production))).toBe(message);
  });

  test('and never tells a value', async () => {
    const broken = [
      SECRET,
      JSON.stringify(SECRET),
      jwks({ ...good, kid: SECRET.repeat(2) }),
      jwks({ ...good, kty: SECRET }),
      jwks({ ...good, alg: SECRET }),
      jwks({ ...good, k: `${SECRET}!` }),
      jwks({ ...good, k: SECRET.slice(0, 20) }),
      jwks(good, good),
      jwks({ ...good, kid: `dev-${SECRET}` }),
    ];
    for (const text of broken) {
      const message = await problemOf(importHmacRing(text, production));
      expect(message).not.toContain(SECRET.slice(0, 8));
    }
  });
});

describe('importHmacRing takes', () => {
  test('a set whose first key signs and whose every key verifies', async () => {
    const ring = await importHmacRing(jwks(good, hmacKey('k2'), { ...hmacKey('k.3_-'), alg: undefined }), production);
    expect(ring.signing.kid).toBe('k1');
    expect([...ring.byKid.keys()]).toEqual(['k1', 'k2', 'k.3_-']);
    expect(ring.signing.key).toBe(ring.byKid.get('k1'));
  });

  test('keys that cannot be read back', async () => {
    const { signing } = await importHmacRing(jwks(good), production);
    expect(signing.key.extractable).toBe(false);
  });

  test('a development key in development alone', async () => {
    expect((await importHmacRing(jwks(hmacKey('dev-1')), { development: true })).signing.kid).toBe('dev-1');
  });
});

describe('importEd25519Ring', () => {
  const pair = (): Record<string, string> =>
    ({ ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid: 'e1' }) as Record<string, string>;

  test('publishes the public halves alone', async () => {
    const one = pair();
    const two: Record<string, string> = { ...pair(), kid: 'e2' };
    const { ring, publicJwks } = await importEd25519Ring(jwks(one, two), production);
    expect(ring.signing.kid).toBe('e1');
    expect(ring.signing.key.extractable).toBe(false);
    expect(publicJwks).toEqual([
      { kty: 'OKP', crv: 'Ed25519', x: one['x'], kid: 'e1', alg: 'EdDSA', use: 'sig' },
      { kty: 'OKP', crv: 'Ed25519', x: two['x'], kid: 'e2', alg: 'EdDSA', use: 'sig' },
    ]);
  });

  const PRIVATE = 'key 1: must be a private "OKP" key with "crv": "Ed25519"';

  test.each<[string, (key: Record<string, string>) => object, string]>([
    ['a symmetric key', () => good, PRIVATE],
    ['a public key', ({ d: _, ...key }) => key, PRIVATE],
    ['another curve', (key) => ({ ...key, crv: 'X25519' }), PRIVATE],
    ['halves of two keys', (key) => ({ ...key, x: pair()['x'] }), 'key 1: "x" and "d" are not an Ed25519 key'],
    ['a padded key', (key) => ({ ...key, x: `${key['x']}=` }), 'key 1: "x" and "d" must be base64url without padding'],
    ['half a key', (key) => ({ ...key, d: key['d']?.slice(0, 20) }), 'key 1: "x" and "d" are not an Ed25519 key'],
    [
      'a development key',
      (key) => ({ ...key, kid: 'dev-e' }),
      'key 1: is a development key, which only PORTCULLIS_ENV=development accepts',
    ],
  ])('refuses %s', async (_name, change, message) => {
    const key = pair();
    const told = await problemOf(importEd25519Ring(jwks(change(key)), production));
    expect(told).toBe(message);
    expect(told).not.toContain(key['d']);
  });
});
