import { type ContextErrorCode, createContextVerifier } from '@portcullis/origin';
import { GOOD_CLAIMS, now, secretJwk, signHmac } from './tokens.ts';

export const first = secretJwk('k1');
export const second = secretJwk('k2');
export const stranger = secretJwk('k1');
export const keys = { keys: [first.jwk, second.jwk] };
export const options = { issuer: 'acme-edge', audience: 'app', algorithm: 'HS256', keys, now } as const;
export const verifier = createContextVerifier(options);
export const HEADER = { alg: 'HS256', typ: 'tenant-context+jwt', kid: 'k1' };
export const REQUEST = { method: 'GET', target: '/loads?page=2', host: 'acme.app.example.com' };

export const HOST_HEADER = ['X-Forwarded-Host', REQUEST.host] as const;

export const good = signHmac(HEADER, GOOD_CLAIMS, first.secret);
export const [goodHeader = '', goodPayload = '', goodSignature = ''] = good.split('.');
export const withClaims = (changes: object) => signHmac(HEADER, { ...GOOD_CLAIMS, ...changes }, first.secret);
export const withHeader = (changes: object, secret = first.secret) =>
  signHmac({ ...HEADER, ...changes }, GOOD_CLAIMS, secret);
export const verify = (header: string | readonly string[] | null | undefined, request: object = {}) =>
  verifier.verify({ ...REQUEST, ...request, header });
export const refused = (code: ContextErrorCode) => ({ name: 'ContextError', code });
