import type { ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { createProviderKeys, type ProviderKeys, type TokenPolicy } from '../../../worker/adapters/provider-keys.ts';
import { ofFile } from '../../support/of-file.ts';
import { startOrigin, type TestOrigin } from '../../support/origin.ts';

const NOW_MS = 1_790_000_000_000;

interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly key: CryptoKey;
  readonly jwk: JWK;
}

async function newKey(kid: string, alg = 'ES256', bits?: number): Promise<SigningKey> {
  const pair = await generateKeyPair(alg, {
    extractable: true,
    ...(bits === undefined ? {} : { modulusLength: bits }),
  });
  return { kid, alg, key: pair.privateKey, jwk: { ...(await exportJWK(pair.publicKey)), kid, alg, use: 'sig' } };
}

const first = await newKey('first');
const second = await newKey('second');

/** What the provider publishes; each test changes what it is about. */
let published: { document: Record<string, unknown>; keys: JWK[]; answer: ((response: ServerResponse) => void) | null };
let clockMs = NOW_MS;
let keys: ProviderKeys;

const server: TestOrigin = await ofFile(
  await startOrigin((request, response) => {
    if (published.answer !== null) return published.answer(response);
    const json = request.url === '/keys' ? { keys: published.keys } : published.document;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(json));
  }),
  (origin) => origin.close(),
);
const issuer = server.url;

beforeEach(() => {
  server.seen.length = 0;
  clockMs = NOW_MS;
  keys = createProviderKeys({ development: true, endpoints: null }, () => clockMs);
  published = {
    document: {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
    },
    keys: [first.jwk],
    answer: null,
  };
});

function sign(key: SigningKey, claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}) {
  return new SignJWT({ iss: issuer, aud: 'gate', sub: 'u1', ...claims })
    .setProtectedHeader({ alg: key.alg, kid: key.kid, ...header })
    .setIssuedAt(NOW_MS / 1000)
    .setExpirationTime(NOW_MS / 1000 + 300)
    .sign(key.key);
}

const POLICY: TokenPolicy = { audience: 'gate' };
const verify = async (token: Promise<string> | string, policy = POLICY) => keys.verify(issuer, await token, policy);
const failed = (message: RegExp | string) => ({ code: 'failed', message: expect.stringMatching(message) });
const asked = () => server.seen.map(({ target }) => target);

test('a token of the provider holds, and what the provider publishes is read once', async () => {
  expect(await verify(sign(first))).toMatchObject({ sub: 'u1' });
  expect(await verify(sign(first))).toMatchObject({ sub: 'u1' });
  expect(asked()).toEqual(['/.well-known/openid-configuration', '/keys']);
});

test('after ten minutes it is read again', async () => {
  await verify(sign(first));
  clockMs += 10 * 60 * 1000;
  await expect(keys.metadata(issuer)).resolves.toMatchObject({ issuer, endSessionEndpoint: null });
  expect(asked()).toHaveLength(3);
});

test('a clock that was set back does not make an old document fresh', async () => {
  await keys.metadata(issuer);
  clockMs -= 1000;
  await keys.metadata(issuer);
  expect(asked()).toHaveLength(2);
});

describe('keys that change', () => {
  test('a new key is asked for once it is used', async () => {
    await verify(sign(first));
    published.keys = [second.jwk];
    clockMs += 30_000;
    expect(await verify(sign(second))).toMatchObject({ sub: 'u1' });
    await expect(verify(sign(first))).rejects.toMatchObject(failed('ERR_JWKS_NO_MATCHING_KEY'));
  });

  test('ids that nothing knows make the gateway ask every 30 seconds at most', async () => {
    await verify(sign(first));
    for (let count = 0; count < 5; count += 1)
      await expect(verify(sign(second))).rejects.toMatchObject(failed('ERR_JWKS_NO_MATCHING_KEY'));
    expect(asked().filter((path) => path === '/keys')).toHaveLength(1);
    clockMs += 30_000;
    await Promise.allSettled([1, 2, 3].map(() => verify(sign(second))));
    expect(asked().filter((path) => path === '/keys')).toHaveLength(2);
  });
});

describe('tokens that do not hold', () => {
  const unsigned = `${btoa('{"alg":"none"}').replaceAll('=', '')}.${btoa(JSON.stringify({ iss: issuer, aud: 'gate' })).replaceAll('=', '')}.`;

  test.each([
    ['of another key under the id', () => sign({ ...second, kid: 'first' }), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
    ['of another issuer', () => sign(first, { iss: 'https://evil.example' }), /iss/],
    ['for another audience', () => sign(first, { aud: 'other' }), /aud/],
    ['without a signature', async () => unsigned, 'ERR_JOSE_ALG_NOT_ALLOWED'],
    ['that is none', async () => 'x.y.z', /ERR_/],
    ['that is empty', async () => '', /ERR_/],
  ])('one %s', async (_what, token, message) => {
    await expect(verify(token())).rejects.toMatchObject(failed(message));
  });

  test('one that is over', async () => {
    const token = await sign(first);
    clockMs += 301_000;
    await expect(verify(token)).rejects.toMatchObject(failed('ERR_JWT_EXPIRED'));
  });

  test('one signed with the public key as a secret', async () => {
    const secret = new TextEncoder().encode(JSON.stringify(first.jwk));
    const token = new SignJWT({ iss: issuer, aud: 'gate' }).setProtectedHeader({ alg: 'HS256', kid: 'first' });
    await expect(verify(token.sign(secret))).rejects.toMatchObject(failed('ERR_JOSE_ALG_NOT_ALLOWED'));
  });

  test('one of an algorithm that the caller does not take', async () => {
    await expect(verify(sign(first), { ...POLICY, algorithms: ['EdDSA'] })).rejects.toMatchObject(
      failed('ERR_JOSE_ALG_NOT_ALLOWED'),
    );
  });

  test('one of a short RSA key', async () => {
    const short = (await crypto.subtle.generateKey(
      { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]) },
      true,
      ['sign', 'verify'],
    )) as CryptoKeyPair;
    published.keys = [{ ...(await exportJWK(short.publicKey)), kid: 'short', alg: 'RS256', use: 'sig' }];
    const body = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const input = `${body({ alg: 'RS256', kid: 'short' })}.${body({ iss: issuer, aud: 'gate' })}`;
    const signature = await crypto.subtle.sign('RSASSA-PKCS1-v1_5', short.privateKey, Buffer.from(input));
    await expect(verify(`${input}.${Buffer.from(signature).toString('base64url')}`)).rejects.toMatchObject({
      code: 'failed',
    });
  });
});

test.each(['RS256', 'PS256', 'ES256', 'EdDSA'])('keys of %s are taken', async (alg) => {
  const key = await newKey(`of-${alg}`, alg);
  published.keys = [first.jwk, key.jwk];
  expect(await verify(sign(key))).toMatchObject({ sub: 'u1' });
});

describe('a provider that lies or fails', () => {
  test.each([
    ['another issuer', { issuer: 'https://evil.example' }],
    ['its issuer with a slash', { issuer: `${server.url}/` }],
    ['a template for an issuer', { issuer: 'https://login.example/{tenantid}/v2.0' }],
    ['no issuer', { issuer: undefined }],
    ['no endpoint for tokens', { token_endpoint: undefined }],
    ['plain http elsewhere', { authorization_endpoint: 'http://evil.example/authorize' }],
    ['keys in a file', { jwks_uri: 'file:///etc/passwd' }],
    ['keys behind a password', { jwks_uri: 'https://user:pass@idp.example/keys' }],
    ['no URL to sign out', { end_session_endpoint: 'javascript:alert(1)' }],
  ])('names %s', async (_what, changes) => {
    Object.assign(published.document, changes);
    await expect(keys.metadata(issuer)).rejects.toMatchObject({ name: 'ProviderError', code: 'failed' });
  });

  test.each<[string, string, (response: ServerResponse) => void]>([
    ['redirects', 'failed', (response) => response.writeHead(302, { location: 'https://evil.example/' }).end()],
    ['has no such page', 'failed', (response) => response.writeHead(404).end('{}')],
    ['is down', 'unavailable', (response) => response.writeHead(503).end()],
    ['breaks off', 'unavailable', (response) => response.socket?.destroy()],
    ['answers a page', 'failed', (response) => response.end('<html></html>')],
    ['answers a list', 'failed', (response) => response.end('[]')],
    ['answers 10 MB', 'failed', (response) => response.end(Buffer.alloc(10 * 1024 * 1024, 0x20))],
    [
      'breaks off in the middle',
      'unavailable',
      (response) => response.writeHead(200, { 'content-length': '100' }).write('{', () => response.socket?.destroy()),
    ],
  ])('%s', async (_what, code, answer) => {
    published.answer = answer;
    await expect(keys.metadata(issuer)).rejects.toMatchObject({ name: 'ProviderError', code });
    // What failed is not remembered.
    published.answer = null;
    await expect(keys.metadata(issuer)).resolves.toMatchObject({ issuer });
  });

  test.each(['{"keys":1}', '{}', '{"keys":[1]}'])('publishes %s as its keys', async (text) => {
    await keys.metadata(issuer);
    published.answer = (response) => response.end(text);
    await expect(verify(sign(first))).rejects.toMatchObject({ code: 'failed' });
  });

  test('never answers', async () => {
    published.answer = () => undefined;
    await expect(keys.metadata(issuer)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('no answer within'),
    });
  });
});

test('outside development, nothing is asked over plain http', async () => {
  const strict = createProviderKeys({ development: false, endpoints: null }, () => clockMs);
  await expect(strict.metadata(issuer)).rejects.toMatchObject({ code: 'failed' });
  expect(server.seen).toEqual([]);
});
