import { generateKeyPairSync } from 'node:crypto';
import {
  ConfigurationError,
  type ContextVerifierOptions,
  createContextVerifier,
  createSessionGrants,
} from '@portcullis/origin';
import { describe, expect, it } from 'vitest';
import { secretJwk } from './tokens.ts';

const { jwk } = secretJwk('k1');
const good: ContextVerifierOptions = {
  issuer: 'acme-edge',
  audience: 'app',
  algorithm: 'HS256',
  keys: { keys: [jwk] },
};
const ed = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
const bytes = (length: number) => Buffer.from(Array.from({ length }, (_, index) => index)).toString('base64url');
const withKey = (changes: object) => ({ keys: { keys: [{ ...jwk, ...changes }] } });

describe('a verifier without what it must know', () => {
  it.each<[string, object, RegExp]>([
    ['no issuer', { issuer: undefined }, /"issuer"/],
    ['an empty issuer', { issuer: '' }, /"issuer"/],
    ['an issuer with a space', { issuer: 'acme-edge ' }, /"issuer"/],
    ['no audience', { audience: undefined }, /"audience"/],
    ['several audiences', { audience: ['app'] }, /"audience"/],
    ['no algorithm', { algorithm: undefined }, /"algorithm"/],
    ['algorithm none', { algorithm: 'none' }, /"algorithm"/],
    ['algorithm HS512', { algorithm: 'HS512' }, /"algorithm"/],
    ['no keys', { keys: undefined }, /"keys".*JWK Set/],
    ['empty keys', { keys: '' }, /"keys".*JSON/],
    ['keys that are not JSON', { keys: 'secret' }, /"keys".*JSON/],
    ['an empty set', { keys: { keys: [] } }, /holds no key/],
    ['a bare key', { keys: jwk }, /JWK Set/],
    ['null for a key', { keys: { keys: [null] } }, /key 1: is not a JWK/],
    ['no kid', withKey({ kid: undefined }), /"kid"/],
    ['a kid twice', { keys: { keys: [jwk, secretJwk('k1').jwk] } }, /used twice/],
    ['a weak second key', { keys: { keys: [jwk, { ...jwk, kid: 'k2', k: bytes(16) }] } }, /key 2: .*at least 32 bytes/],
    ['an oct key for EdDSA', { algorithm: 'EdDSA' }, /"OKP"/],
    ['a private key for EdDSA', { algorithm: 'EdDSA', keys: { keys: [{ ...ed, kid: 'e' }] } }, /private key/],
    [
      'a short public key',
      { algorithm: 'EdDSA', keys: { keys: [{ kty: 'OKP', crv: 'Ed25519', kid: 'e', x: bytes(31) }] } },
      /32 bytes/,
    ],
    ['a great tolerance', { clockToleranceSeconds: 31 }, /"clockToleranceSeconds"/],
    ['a negative tolerance', { clockToleranceSeconds: -1 }, /"clockToleranceSeconds"/],
    ['a tolerance that is no number', { clockToleranceSeconds: Number.NaN }, /"clockToleranceSeconds"/],
  ])('is refused: %s', (_what, changes, message) => {
    const make = () => createContextVerifier({ ...good, ...changes } as ContextVerifierOptions);
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(message);
  });

  it('is accepted when nothing is wrong', () => {
    expect(() => createContextVerifier(good)).not.toThrow();
    expect(() =>
      createContextVerifier({ ...good, ...withKey({ k: bytes(32), alg: 'HS256', use: 'sig' }) }),
    ).not.toThrow();
  });

  it('never quotes a key', () => {
    const text = JSON.stringify({ keys: [jwk] }).slice(0, -1);
    expect(() => createContextVerifier({ ...good, keys: text })).toThrow(expect.not.stringContaining(jwk.k));
  });
});

describe('a signer of grants without what it must know', () => {
  it.each<[string, object, RegExp]>([
    ['no origin', { origin: '' }, /"origin"/],
    ['no gateway', { gateway: undefined }, /"gateway"/],
    ['a weak key', withKey({ k: bytes(8) }), /at least 32 bytes/],
  ])('is refused: %s', (_what, changes, message) => {
    const options = { origin: 'app', gateway: 'acme-edge', keys: { keys: [jwk] }, ...changes };
    expect(() => createSessionGrants(options)).toThrow(message);
  });
});
