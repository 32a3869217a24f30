import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { readDeviceKey } from '../../../../worker/core/device/device-key.ts';
import { thumbprintOf, verifyProof } from '../../../../worker/core/device/index.ts';

interface Pair {
  readonly alg: string;
  readonly jwk: JWK;
  readonly privateKey: CryptoKey;
}

async function pairOf(alg: string, options = {}): Promise<Pair> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true, ...options });
  return { alg, jwk: await exportJWK(publicKey), privateKey };
}

const ec = await pairOf('ES256');
const rsa = await pairOf('RS256');
const other = await pairOf('ES256');

const PAYLOAD = { jti: 'challenge', authorization: 'given' };

function sign({ alg, jwk, privateKey }: Pair, header: object = { jwk }, payload: object = PAYLOAD): Promise<string> {
  const members = { alg, typ: 'dbsc+jwt', ...header };
  return new SignJWT({ ...payload }).setProtectedHeader(members).sign(privateKey);
}

/** The same, of any text: with members twice, of odd types, or unsigned. */
async function signText({ alg, privateKey }: Pair, header: string, payload: string): Promise<string> {
  const input = `${Buffer.from(header).toString('base64url')}.${Buffer.from(payload).toString('base64url')}`;
  const how = alg === 'ES256' ? { name: 'ECDSA', hash: 'SHA-256' } : { name: 'RSASSA-PKCS1-v1_5' };
  const signature = await crypto.subtle.sign(how, privateKey, Buffer.from(input));
  return `${input}.${Buffer.from(signature).toString('base64url')}`;
}

const said = async (field: string, key: Pair | null = null) => {
  const result = await verifyProof(field, key === null ? null : readDeviceKey(key.jwk));
  return result.ok ? 'good' : `${result.problem}: ${result.detail}`;
};

describe('a proof at registration', () => {
  test.each([
    ['ES256', ec],
    ['RS256', rsa],
  ])('for %s brings its key, and says what it was made for', async (_alg, pair) => {
    const token = await sign(pair);
    for (const field of [token, `"${token}"`]) {
      const result = await verifyProof(field, null);
      expect(result).toEqual({
        ok: true,
        proof: { key: pair.jwk, challenge: 'challenge', authorization: 'given' },
      });
    }
  });

  test.each<[string, string, () => Promise<string>]>([
    ['without a key', 'key: jwk', () => sign(ec, {})],
    ['of another type', 'proof: typ', () => sign(ec, { jwk: ec.jwk, typ: 'JWT' })],
    ['without a type', 'proof: typ', () => sign(ec, { jwk: ec.jwk, typ: undefined })],
    ['of a key that it does not bring', 'proof: signature', () => sign(ec, { jwk: other.jwk })],
    ['with an algorithm of another key', 'proof: alg', () => sign(ec, { jwk: rsa.jwk })],
    ['with a private key', 'key: jwk', () => sign(ec, { jwk: { ...ec.jwk, d: ec.jwk.x } })],
    [
      'with what must be understood',
      'proof: signature',
      () => {
        const header = { alg: 'ES256', typ: 'dbsc+jwt', jwk: ec.jwk, crit: ['exp'], exp: 1 };
        return signText(ec, JSON.stringify(header), JSON.stringify(PAYLOAD));
      },
    ],
    ['without a challenge', 'proof: jti', () => sign(ec, { jwk: ec.jwk }, { authorization: 'given' })],
    ['with two challenges', 'proof: jti', () => sign(ec, { jwk: ec.jwk }, { jti: ['a', 'b'] })],
    [
      'with another kind of word',
      'proof: authorization',
      () => sign(ec, { jwk: ec.jwk }, { jti: 'a', authorization: 7 }),
    ],
  ])('%s is none', async (_what, expected, made) => {
    expect(await said(await made())).toBe(expected);
  });

  test.each(['none', 'None', 'HS256', 'PS256', 'EdDSA', 'ES384'])(
    'that calls its algorithm %s is none',
    async (alg) => {
      const header = JSON.stringify({ alg, typ: 'dbsc+jwt', jwk: ec.jwk });
      const signed = await signText(ec, header, JSON.stringify(PAYLOAD));
      expect(await said(signed)).toBe('proof: alg');
      expect(await said(`${signed.slice(0, signed.lastIndexOf('.'))}.`)).toMatch(/^proof: /);
    },
  );

  test('with members twice is read once, by what is signed', async () => {
    const jwk = JSON.stringify(ec.jwk);
    const twice = `{"alg":"none","alg":"ES256","typ":"JWT","typ":"dbsc+jwt","jwk":${jwk}}`;
    expect(await said(await signText(ec, twice, JSON.stringify(PAYLOAD)))).toBe('good');
    const swapped = `{"alg":"ES256","alg":"none","typ":"dbsc+jwt","jwk":${jwk}}`;
    expect(await said(await signText(ec, swapped, JSON.stringify(PAYLOAD)))).toBe('proof: alg');
    const keys = `{"alg":"ES256","typ":"dbsc+jwt","jwk":${JSON.stringify(other.jwk)},"jwk":${jwk}}`;
    expect(await verifyProof(await signText(ec, keys, '{"jti":"a","jti":"b"}'), null)).toMatchObject({
      proof: { key: ec.jwk, challenge: 'b' },
    });
  });

  test.each(['[]', '"x"', 'null', '{', '\ufeff{"jti":"a"}'])('with %j in place of claims is none', async (payload) => {
    const header = JSON.stringify({ alg: 'ES256', typ: 'dbsc+jwt', jwk: ec.jwk });
    expect(await said(await signText(ec, header, payload))).toBe('proof: payload');
  });

  test('with a signature of others, cut, or changed, is none', async () => {
    const token = await sign(ec);
    const [header = '', payload = '', signature = ''] = token.split('.');
    const mutated = [
      `${header}.${payload}`,
      `${header}.${payload}.${signature}.${signature}`,
      `${header}.${payload}.`,
      `${header}.${payload}.${signature.slice(4)}`,
      `${header}.${Buffer.from('{"jti":"x"}').toString('base64url')}.${signature}`,
      `${token}=`,
      `"${token}`,
      `${token};a=1`,
      `${token}, ${token}`,
      ` ${token}`,
      '',
      'x'.repeat(10_000),
    ];
    for (const each of mutated) expect(await said(each), each.slice(-40)).toMatch(/^proof: /);
    expect(await said(await sign(ec, { jwk: ec.jwk }, { jti: 'x'.repeat(8000) }))).toBe('proof: not a compact JWS');
  });
});

describe('a key', () => {
  test('for RS256 has 2048 to 4096 bits, and the usual exponent', async () => {
    const { n = '' } = rsa.jwk;
    const ofBits = (bits: number) => {
      const bytes = Buffer.alloc(Math.ceil(bits / 8), 0xff);
      bytes[0] = 0xff >> (bytes.length * 8 - bits);
      return { kty: 'RSA', e: 'AQAB', n: bytes.toString('base64url') };
    };
    expect([1024, 2040, 2047, 2048, 3072, 4096, 4097].map((bits) => readDeviceKey(ofBits(bits)) !== null)).toEqual([
      false,
      false,
      false,
      true,
      true,
      true,
      false,
    ]);
    for (const e of ['AQ', 'Aw', 'AQAC', '', undefined]) expect(readDeviceKey({ kty: 'RSA', n, e })).toBeNull();
    const short = await pairOf('RS256', { modulusLength: 2048 });
    expect(readDeviceKey({ ...short.jwk, n: `AAAA${short.jwk.n}` })).toBeNull();
  });

  test.each<[string, object | null]>([
    ['of another curve', { ...ec.jwk, crv: 'P-384' }],
    ['with a longer coordinate', { ...ec.jwk, x: `AAAA${ec.jwk.x}` }],
    ['with a coordinate in other letters', { ...ec.jwk, x: `${ec.jwk.x}=` }],
    ['without a coordinate', { kty: 'EC', crv: 'P-256', x: ec.jwk.x }],
    ['that is shared', { kty: 'oct', k: 'AAAA' }],
    ['of no type', {}],
    ['that is null', null],
  ])('%s is none', (_what, jwk) => {
    expect(readDeviceKey(jwk)).toBeNull();
  });

  test('beside the curve proves nothing', async () => {
    const jwk = { ...ec.jwk, y: ec.jwk.x };
    expect(await said(await sign(ec, { jwk }))).toBe('proof: signature');
  });

  test('has the thumbprint of RFC 7638, of the members that make it alone', async () => {
    const jwk = { ...ec.jwk, kid: 'x', use: 'sig' };
    const { calculateJwkThumbprint } = await import('jose');
    for (const each of [jwk, rsa.jwk]) {
      const key = readDeviceKey(each);
      if (key === null) throw new Error('no key');
      expect(await thumbprintOf(key)).toBe(await calculateJwkThumbprint(each));
    }
  });
});

describe('a proof at a refresh', () => {
  test('is of the key that the session has', async () => {
    expect(await said(await sign(ec, {}, { jti: 'a' }), ec)).toBe('good');
    expect(await said(await sign(rsa, {}, { jti: 'a' }), rsa)).toBe('good');
    expect(await said(await sign(other, {}, { jti: 'a' }), ec)).toBe('proof: signature');
    expect(await said(await sign(rsa, {}, { jti: 'a' }), ec)).toBe('proof: alg');
  });

  test('brings no key, not even the same', async () => {
    expect(await said(await sign(ec), ec)).toBe('proof: jwk');
    expect(await said(await sign(other), ec)).toBe('proof: jwk');
  });
});
