import { generateKeyPairSync } from 'node:crypto';
import { createContextVerifier } from '@portcullis/origin';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import {
  first,
  good,
  HEADER,
  HOST_HEADER,
  keys,
  options,
  REQUEST,
  refused,
  second,
  verifier,
  verify,
  withClaims,
  withHeader,
} from './good-context.ts';
import { GOOD_CLAIMS, NOW_SECONDS, signHmac } from './tokens.ts';

describe('a good context', () => {
  it('tells who asks', async () => {
    const context = await verify(good);
    expect(context).toMatchObject({
      requestId: 'request-1',
      tenant: 'acme',
      user: 'u-7',
      roles: ['owner', 'driver'],
      authenticationMethods: ['pwd', 'otp'],
      authenticatedAtSeconds: NOW_SECONDS - 600,
      actAs: null,
      host: 'acme.app.example.com',
      clientAddress: '203.0.113.7',
      routeId: 'loads',
      sessionId: 's-1',
      claims: GOOD_CLAIMS,
    });
  });

  it('is frozen through and through', async () => {
    const context = await verify(good);
    expect(() => (context.roles as string[]).push('admin')).toThrow(TypeError);
    expect(() => Object.assign(context, { tenant: 'globex' })).toThrow(TypeError);
    expect(() => Object.assign(context.claims, { tid: 'globex' })).toThrow(TypeError);
  });

  it('names who acts for whom', async () => {
    const act = { sub: 'support-1', reason: 'ticket 9' };
    expect((await verify(withClaims({ act }))).actAs).toEqual(act);
  });

  it.each([null, 'acme'])('is anonymous without a user, tenant %s', async (tenant) => {
    const {
      sub: _sub,
      tid: _tid,
      roles: _roles,
      sid: _sid,
      amr: _amr,
      auth_time: _time,
      cip: _cip,
      ...rest
    } = GOOD_CLAIMS;
    const token = signHmac(HEADER, { ...rest, ...(tenant !== null && { tid: tenant }) }, first.secret);
    const expected = {
      tenant,
      user: null,
      roles: [],
      authenticationMethods: [],
      authenticatedAtSeconds: null,
      sessionId: null,
      clientAddress: null,
    };
    expect(await verify(token)).toMatchObject(expected);
  });

  it('may be signed with any key of the set, which may be JSON text', async () => {
    const fromText = createContextVerifier({ ...options, keys: JSON.stringify(keys) });
    const token = withHeader({ kid: 'k2' }, second.secret);
    expect((await fromText.verify({ ...REQUEST, header: token })).user).toBe('u-7');
  });

  it.each([
    ['expires at the last second of the tolerance', { iat: NOW_SECONDS - 34, exp: NOW_SECONDS - 4 }],
    ['was issued at the last second of the tolerance', { iat: NOW_SECONDS + 5, exp: NOW_SECONDS + 35 }],
    ['lives for 60 seconds', { iat: NOW_SECONDS, exp: NOW_SECONDS + 60 }],
  ])('counts when it %s', async (_what, changes) => {
    expect((await verify(withClaims(changes))).user).toBe('u-7');
  });
});

describe('the headers of a request', () => {
  const from = (headers: readonly (readonly [string, string])[]) =>
    verifier.verifyRequest({ ...REQUEST, headers: [...headers, HOST_HEADER] });

  it('may spell the name in any case', async () => {
    expect((await from([['Portcullis-CONTEXT', good]])).user).toBe('u-7');
    const headers = new Headers([['Portcullis-Context', good], [...HOST_HEADER]]);
    expect((await verifier.verifyRequest({ ...REQUEST, headers })).user).toBe('u-7');
  });

  it.each([
    ['no context', [['accept', '*/*']], 'ERR_CONTEXT_MISSING'],
    [
      'two contexts',
      [
        ['portcullis-context', good],
        ['Portcullis-Context', good],
      ],
      'ERR_CONTEXT_DUPLICATE',
    ],
    ['an alias with _', [['portcullis_context', good]], 'ERR_CONTEXT_ALIAS'],
    ['an alias with .', [['Portcullis.Context', good]], 'ERR_CONTEXT_ALIAS'],
    [
      'a context and an alias',
      [
        ['portcullis-context', good],
        ['PORTCULLIS_CONTEXT', 'x'],
      ],
      'ERR_CONTEXT_ALIAS',
    ],
    [
      'an alias and a context',
      [
        ['portcullis.context', 'x'],
        ['portcullis-context', good],
      ],
      'ERR_CONTEXT_ALIAS',
    ],
  ] as const)('are refused with %s', async (_what, headers, code) => {
    await expect(from(headers)).rejects.toMatchObject(refused(code));
  });

  it('are refused with two contexts that were joined', async () => {
    const headers = new Headers([['portcullis-context', good], ['portcullis-context', good], [...HOST_HEADER]]);
    await expect(verifier.verifyRequest({ ...REQUEST, headers })).rejects.toMatchObject(
      refused('ERR_CONTEXT_DUPLICATE'),
    );
  });
});

describe('EdDSA', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'e1' };
  const edVerifier = createContextVerifier({ ...options, algorithm: 'EdDSA', keys: { keys: [jwk] } });
  const sign = (alg: string) =>
    new SignJWT(GOOD_CLAIMS).setProtectedHeader({ alg, typ: 'tenant-context+jwt', kid: 'e1' }).sign(privateKey);

  it("verifies with the gateway's public key", async () => {
    expect((await edVerifier.verify({ ...REQUEST, header: await sign('EdDSA') })).user).toBe('u-7');
  });

  it.each([
    ['the encoded public key', Buffer.from(jwk.x ?? '', 'base64url')],
    ['the PEM of the public key', Buffer.from(publicKey.export({ format: 'pem', type: 'spki' }))],
    ['the JWK of the public key', Buffer.from(JSON.stringify(jwk))],
  ])('refuses HS256 made with %s', async (_what, secret) => {
    const token = signHmac({ alg: 'HS256', typ: 'tenant-context+jwt', kid: 'e1' }, GOOD_CLAIMS, secret);
    await expect(edVerifier.verify({ ...REQUEST, header: token })).rejects.toMatchObject(
      refused('ERR_CONTEXT_SIGNATURE'),
    );
  });
});
