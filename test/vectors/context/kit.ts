import { createHash } from 'node:crypto';
import type { ContextErrorCode } from '@portcullis/origin';
import { edKey, secretKey, type VectorKey } from './test-keys.ts';
import type { ExpectedContext, Vector } from './vector.ts';

export const HOST = 'acme.app.example.com';
export const TARGET = '/loads?page=2';
/** A target of which a context holds the digest alone, and the longest that it holds as it is. */
export const LONG_TARGET = `/loads?ids=${'7'.repeat(1014)}`;
export const LONGEST_PLAIN_TARGET = LONG_TARGET.slice(0, 1024);
export const FORWARDED_HOST = ['X-Forwarded-Host', HOST] as const;

/** The two keys of each algorithm that verifiers know, and one of the same id that they do not. */
export const KEYS = {
  HS256: { first: secretKey('k1'), second: secretKey('k2'), stranger: secretKey('k1', 'stranger') },
  EdDSA: { first: edKey('e1'), second: edKey('e2'), stranger: edKey('e1', 'another stranger') },
} as const;

export type Json = Readonly<Record<string, unknown>>;
type Headers = Vector['request']['headers'];

/** What a vector changes of the usual request and verifier. */
export interface Changes {
  readonly algorithm?: 'HS256' | 'EdDSA';
  readonly method?: string;
  readonly target?: string;
  /** All of the request's headers. Default: the token and the host. */
  readonly headers?: Headers;
  readonly host?: string;
  readonly verifier?: Partial<Vector['verifier']>;
  /** Where it is not the usual one of the error code. */
  readonly clock?: 'fixed' | 'any';
}

/** Where these are found out, no clock has been read yet. */
const BEFORE_THE_CLOCK: ReadonlySet<ContextErrorCode> = new Set<ContextErrorCode>([
  ...(['ERR_CONTEXT_MISSING', 'ERR_CONTEXT_DUPLICATE', 'ERR_CONTEXT_ALIAS', 'ERR_CONTEXT_TOO_LONG'] as const),
  ...(['ERR_CONTEXT_MALFORMED', 'ERR_CONTEXT_SIGNATURE', 'ERR_CONTEXT_TYPE', 'ERR_CONTEXT_CLAIMS'] as const),
  ...(['ERR_CONTEXT_ISSUER', 'ERR_CONTEXT_AUDIENCE'] as const),
]);

/** What all cases are made with, at one time. */
export type Kit = ReturnType<typeof createKit>;

/** @param now seconds since 1970 at which the vectors take place */
export function createKit(now: number) {
  const claims = {
    ...{ v: 1, iss: 'acme-edge', aud: 'app', sub: 'u-7', tid: 'acme', roles: ['owner', 'driver'], sid: 's-1' },
    ...{ amr: ['pwd', 'otp'], auth_time: now - 600, iat: now - 1, exp: now + 29, jti: 'request-1', htm: 'GET' },
    ...{ hth: HOST, htu: TARGET, cip: '203.0.113.7', rid: 'loads', rul: 'd'.repeat(64) },
  };
  const { sub: _sub, tid: _tid, roles: _roles, sid: _sid, amr: _amr, auth_time: _time, ...request } = claims;

  const vector = (
    name: string,
    description: string,
    token: string,
    changes: Changes,
  ): Omit<Vector, 'clock' | 'expect'> => {
    const { algorithm = 'HS256', method = 'GET', target = TARGET, host = HOST } = changes;
    const { first, second } = KEYS[algorithm];
    const headers = changes.headers ?? [
      ['Portcullis-Context', token],
      ['X-Forwarded-Host', host],
    ];
    return {
      name,
      description,
      request: { method, target, headers },
      verifier: {
        issuer: 'acme-edge',
        audience: 'app',
        algorithm,
        keys: { keys: [first.jwk, second.jwk] },
        clockToleranceSeconds: 5,
        nowSeconds: now,
        ...changes.verifier,
      },
    };
  };

  return {
    now,
    claims,
    /** Those of a request that nobody has signed in for. */
    anonymousClaims: request,
    /** A token of which every byte can be chosen. */
    token: (
      header: Json | string | Buffer,
      payload: Json | readonly unknown[] | string | Buffer,
      key: Pick<VectorKey, 'sign'>,
    ): string => {
      const signed = `${encode(header)}.${encode(payload)}`;
      return `${signed}.${key.sign(signed).toString('base64url')}`;
    },
    /** A token that is right but for these claims. */
    withClaims(changes: Json, algorithm: 'HS256' | 'EdDSA' = 'HS256'): string {
      return this.token(headerOf(algorithm), { ...claims, ...changes }, KEYS[algorithm].first);
    },
    /** A token that is right but for these members of its header. */
    withHeader(changes: Json, algorithm: 'HS256' | 'EdDSA' = 'HS256'): string {
      return this.token({ ...headerOf(algorithm), ...changes }, claims, KEYS[algorithm].first);
    },
    refuses: (
      name: string,
      error: ContextErrorCode,
      description: string,
      token: string,
      changes: Changes = {},
    ): Vector => ({
      ...vector(name, description, token, changes),
      clock: changes.clock ?? (BEFORE_THE_CLOCK.has(error) ? 'any' : 'fixed'),
      expect: { error },
    }),
    accepts: (
      name: string,
      description: string,
      token: string,
      changes: Changes = {},
      about: Partial<ExpectedContext> = {},
    ): Vector => ({
      ...vector(name, description, token, changes),
      clock: changes.clock ?? 'fixed',
      expect: { context: { ...signedIn(now), ...about } as ExpectedContext },
    }),
  };
}

/** The claim that names a long target, in the place of `htu`. */
export function digested(target: string): Json {
  return { htu: undefined, htd: createHash('sha256').update(target).digest('base64url') };
}

/** The header of a good token. */
export function headerOf(algorithm: 'HS256' | 'EdDSA'): Json {
  return { alg: algorithm, typ: 'tenant-context+jwt', kid: KEYS[algorithm].first.kid };
}

function signedIn(now: number): ExpectedContext {
  return {
    ...{
      requestId: 'request-1',
      host: HOST,
      clientAddress: '203.0.113.7',
      routeId: 'loads',
      nonce: null,
      tenant: 'acme',
      user: 'u-7',
    },
    ...{ roles: ['owner', 'driver'], authenticationMethods: ['pwd', 'otp'], authenticatedAtSeconds: now - 600, sessionId: 's-1', actAs: null },
  };
}

export function encode(part: Json | readonly unknown[] | string | Buffer): string {
  const bytes = Buffer.isBuffer(part) ? part : Buffer.from(typeof part === 'string' ? part : JSON.stringify(part));
  return bytes.toString('base64url');
}
