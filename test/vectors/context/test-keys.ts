import { createHash, createHmac, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';

/** Anyone can make these keys from this file: they are for vectors, and good for nothing else. */
const seedOf = (name: string): Buffer => createHash('sha256').update(`portcullis test vectors ${name}`).digest();

/** A key that signs tokens, and the JWK that verifies them. */
export interface VectorKey {
  readonly kid: string;
  readonly algorithm: 'HS256' | 'EdDSA';
  readonly jwk: Readonly<Record<string, string>>;
  readonly sign: (text: string) => Buffer;
}

/** An HS256 secret of 32 bytes. */
export function secretKey(kid: string, name = kid): VectorKey & { readonly secret: Buffer } {
  const secret = seedOf(name);
  return {
    kid,
    secret,
    algorithm: 'HS256',
    jwk: { kty: 'oct', kid, alg: 'HS256', use: 'sig', k: secret.toString('base64url') },
    sign: (text) => createHmac('sha256', secret).update(text).digest(),
  };
}

const PKCS8_OF_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** An Ed25519 key pair. */
export function edKey(kid: string, name = kid): VectorKey & { readonly publicKey: KeyObject } {
  const der = Buffer.concat([PKCS8_OF_ED25519, seedOf(name)]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey);
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return {
    kid,
    publicKey,
    algorithm: 'EdDSA',
    jwk: { kty: 'OKP', crv: 'Ed25519', kid, alg: 'EdDSA', use: 'sig', x },
    sign: (text) => sign(null, Buffer.from(text), privateKey),
  };
}
