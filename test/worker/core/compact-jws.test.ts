import { createHmac, generateKeyPairSync } from 'node:crypto';
import { CompactSign, compactVerify, importJWK } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type InWorkerd, startInWorkerd } from '../support/in-workerd.ts';
import { base64url, bytesOf, hmacKey, jwks } from '../support/keys.ts';

const TYPE = 'role+jwt';
const first = hmacKey('k1');
const second = hmacKey('k2');
const foreign = hmacKey('k1');
const RING = jwks(first, second);
const PAYLOAD = { sub: 'u1', tid: 'acme', roles: ['owner'], note: 'é "\u0001\u2028' };

let subject: InWorkerd<typeof import('../support/token-subject.ts')>;

beforeAll(async () => {
  subject = await startInWorkerd(new URL('../support/token-subject.ts', import.meta.url));
});
afterAll(() => subject?.stop());

const verdict = async (token: string, type = TYPE) => (await subject.call('verifyAll', RING, type, [token]))[0];

function sign(
  key: typeof first,
  header: object,
  payload: string | Uint8Array = JSON.stringify(PAYLOAD),
): Promise<string> {
  return new CompactSign(typeof payload === 'string' ? new TextEncoder().encode(payload) : payload)
    .setProtectedHeader({ alg: 'HS256', ...header })
    .sign(bytesOf(key));
}

/** Signs whatever header there is, which no library would. */
function forge(key: typeof first, header: string | object, payload: string | object = PAYLOAD): string {
  return forgeEncoded(key, header, base64url(payload));
}

function forgeEncoded(key: typeof first, header: string | object, payload: string): string {
  const input = `${base64url(header)}.${payload}`;
  return `${input}.${base64url(createHmac('sha256', bytesOf(key)).update(input).digest())}`;
}

describe('with jose', () => {
  test('what the gateway signs with HS256, jose verifies', async () => {
    const token = await subject.call('signHmac', RING, TYPE, PAYLOAD);
    const { payload, protectedHeader } = await compactVerify(token, bytesOf(first), { algorithms: ['HS256'] });
    expect(protectedHeader).toEqual({ alg: 'HS256', typ: TYPE, kid: 'k1' });
    expect(JSON.parse(new TextDecoder().decode(payload))).toEqual(PAYLOAD);
  });

  test('what the gateway signs with EdDSA, jose verifies', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const jwk = { ...privateKey.export({ format: 'jwk' }), kid: 'e1' };
    const token = await subject.call('signEd25519', jwks(jwk), 'tenant-context+jwt', PAYLOAD);
    const { kty, crv, x } = jwk as { kty: string; crv: string; x: string };
    const { payload, protectedHeader } = await compactVerify(token, await importJWK({ kty, crv, x }, 'EdDSA'), {
      algorithms: ['EdDSA'],
    });
    expect(protectedHeader).toEqual({ alg: 'EdDSA', typ: 'tenant-context+jwt', kid: 'e1' });
    expect(JSON.parse(new TextDecoder().decode(payload))).toEqual(PAYLOAD);
  });

  test('what jose signs, the gateway verifies, with members of the header in any order', async () => {
    for (const header of [
      { typ: TYPE, kid: 'k1' },
      { kid: 'k1', typ: TYPE },
    ]) {
      expect(await verdict(await sign(first, header))).toEqual({ ok: true, payload: PAYLOAD });
    }
  });

  test('the gateway verifies its own, and every key of the ring counts', async () => {
    expect(await verdict(await subject.call('signHmac', RING, TYPE, PAYLOAD))).toEqual({ ok: true, payload: PAYLOAD });
    expect(await verdict(await sign(second, { typ: TYPE, kid: 'k2' }))).toEqual({ ok: true, payload: PAYLOAD });
  });
});

describe('refused for its header, though the signature holds', () => {
  const good = { alg: 'HS256', typ: TYPE, kid: 'k1' };

  test.each<[string, string | object]>([
    ['no algorithm', { alg: 'none', typ: TYPE, kid: 'k1' }],
    ['none in mixed case', { alg: 'nOnE', typ: TYPE, kid: 'k1' }],
    ['HS256 in lower case', { alg: 'hs256', typ: TYPE, kid: 'k1' }],
    ['HS384', { alg: 'HS384', typ: TYPE, kid: 'k1' }],
    ['HS512', { alg: 'HS512', typ: TYPE, kid: 'k1' }],
    ['RS256', { alg: 'RS256', typ: TYPE, kid: 'k1' }],
    ['EdDSA', { alg: 'EdDSA', typ: TYPE, kid: 'k1' }],
    ['an algorithm in a list', { alg: ['HS256'], typ: TYPE, kid: 'k1' }],
    ['another type', { alg: 'HS256', typ: 'tenant-context+jwt', kid: 'k1' }],
    ['a type in another case', { alg: 'HS256', typ: 'ROLE+JWT', kid: 'k1' }],
    ['a type with its media type prefix', { alg: 'HS256', typ: `application/${TYPE}`, kid: 'k1' }],
    ['no type', { alg: 'HS256', kid: 'k1' }],
    ['no key id', { alg: 'HS256', typ: TYPE }],
    ['an unknown key id', { alg: 'HS256', typ: TYPE, kid: 'k3' }],
    ['a key id that every object has', { alg: 'HS256', typ: TYPE, kid: '__proto__' }],
    ['a key id that is no text', { alg: 'HS256', typ: TYPE, kid: 1 }],
    ['crit', { ...good, crit: ['x'], x: 1 }],
    ['b64', { ...good, b64: false }],
    ['a key of its own', { ...good, jwk: { kty: 'oct', k: 'AA' } }],
    ['a place to get the key', { ...good, jku: 'https://evil.example/keys' }],
    ['an unknown member', { ...good, x: 1 }],
    ['a list', [good]],
    ['a text', '"HS256"'],
    ['nothing', '{}'],
    ['null', 'null'],
    ['no JSON', '{"alg":"HS256",'],
    ['a byte order mark', `\ufeff${JSON.stringify(good)}`],
    ['more than 256 characters', { ...good, kid: 'k'.repeat(300) }],
  ])('%s', async (_name, header) => {
    expect(await verdict(forge(first, header))).toEqual({ ok: false, detail: 'header not accepted' });
  });

  test('the control: the same forge with the good header is accepted', async () => {
    expect(await verdict(forge(first, good))).toEqual({ ok: true, payload: PAYLOAD });
  });

  test('a token of another purpose', async () => {
    expect(await verdict(await subject.call('signHmac', RING, 'admin+jwt', PAYLOAD))).toMatchObject({ ok: false });
  });

  test('a key that only shares its id', async () => {
    expect(await verdict(forge(foreign, good))).toEqual({ ok: false, detail: 'signature' });
    expect(await verdict(forge(first, { ...good, kid: 'k2' }))).toEqual({ ok: false, detail: 'signature' });
  });
});

describe('refused for its payload, though the signature holds', () => {
  test.each(['[]', 'null', '1', '"x"', 'true', '{', '{"a":1}x', '\ufeff{}', "{'a':1}"])('%j', async (payload) => {
    expect(await verdict(await sign(first, { typ: TYPE, kid: 'k1' }, payload))).toEqual({
      ok: false,
      detail: 'payload is not a JSON object',
    });
  });

  test('bytes that are not UTF-8', async () => {
    const bytes = new Uint8Array([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]);
    expect(await verdict(await sign(first, { typ: TYPE, kid: 'k1' }, bytes))).toEqual({
      ok: false,
      detail: 'payload is not a JSON object',
    });
  });

  test.each(['e30', 'eyJhIjoxfQ'])('%s in another spelling', async (payload) => {
    const header = { alg: 'HS256', typ: TYPE, kid: 'k1' };
    expect(await verdict(forgeEncoded(first, header, payload))).toMatchObject({ ok: true });
    for (const odd of [`${payload}=`, `${payload} `, payload.slice(0, -1) + nextCharacter(payload)])
      expect(await verdict(forgeEncoded(first, header, odd)), odd).toEqual({
        ok: false,
        detail: 'not canonical base64url',
      });
  });

  test('nothing is parsed before the signature holds', async () => {
    const [header, , mac] = (await sign(first, { typ: TYPE, kid: 'k1' })).split('.');
    expect(await verdict(`${header}.${base64url('{')}.${mac}`)).toEqual({ ok: false, detail: 'signature' });
  });
});

/** In place of the last character: the same bytes to a decoder that does not look at the bits left over. */
function nextCharacter(text: string): string {
  return String.fromCharCode((text.codePointAt(text.length - 1) ?? 0) + 1);
}

test('the limit on length holds to the character', async () => {
  const token = await subject.call('signHmac', RING, TYPE, PAYLOAD);
  expect((await subject.call('verifyAll', RING, TYPE, [token], token.length))[0]).toMatchObject({ ok: true });
  expect((await subject.call('verifyAll', RING, TYPE, [token], token.length - 1))[0]).toEqual({
    ok: false,
    detail: 'too long',
  });
});
