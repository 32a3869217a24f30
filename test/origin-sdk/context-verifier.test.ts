import { generateKeyPairSync } from 'node:crypto';
import { type ContextErrorCode, createContextVerifier } from '@portcullis/origin';
import fc from 'fast-check';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { GOOD_CLAIMS, NOW_SECONDS, now, secretJwk, signHmac } from './tokens.ts';

const first = secretJwk('k1');
const second = secretJwk('k2');
const stranger = secretJwk('k1');
const keys = { keys: [first.jwk, second.jwk] };
const options = { issuer: 'acme-edge', audience: 'app', algorithm: 'HS256', keys, now } as const;
const verifier = createContextVerifier(options);
const HEADER = { alg: 'HS256', typ: 'tenant-context+jwt', kid: 'k1' };
const REQUEST = { method: 'GET', target: '/loads?page=2' };

const good = signHmac(HEADER, GOOD_CLAIMS, first.secret);
const [goodHeader = '', goodPayload = '', goodSignature = ''] = good.split('.');
const withClaims = (changes: object) => signHmac(HEADER, { ...GOOD_CLAIMS, ...changes }, first.secret);
const withHeader = (changes: object, secret = first.secret) => signHmac({ ...HEADER, ...changes }, GOOD_CLAIMS, secret);
const verify = (header: string | readonly string[] | null | undefined, request: object = {}) =>
  verifier.verify({ ...REQUEST, ...request, header });
const refused = (code: ContextErrorCode) => ({ name: 'ContextError', code });

/** The other values of the last character that decode to the same bytes. */
function lastCharacterVariants(part: string): string[] {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const bytes = Buffer.from(part, 'base64url').toString('hex');
  return [...alphabet]
    .map((character) => part.slice(0, -1) + character)
    .filter((other) => other !== part && Buffer.from(other, 'base64url').toString('hex') === bytes);
}

describe('a good context', () => {
  it('tells who asks', async () => {
    const context = await verify(good);
    expect(context).toMatchObject({
      requestId: 'request-1',
      tenant: 'acme',
      user: 'u-7',
      roles: ['owner', 'driver'],
      amr: ['pwd', 'otp'],
      authenticatedAt: NOW_SECONDS - 600,
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
      amr: [],
      authenticatedAt: null,
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

describe('a wrong context', () => {
  const { kid: _kid, ...noKid } = HEADER;
  const { typ: _typ, ...noType } = HEADER;
  const flip = (part: string) => (part.startsWith('A') ? 'B' : 'A') + part.slice(1);
  const cases: readonly (readonly [
    what: string,
    token: string | readonly string[] | null | undefined,
    code: ContextErrorCode,
  ])[] = [
    ['absent (undefined)', undefined, 'ERR_CONTEXT_MISSING'],
    ['absent (null)', null, 'ERR_CONTEXT_MISSING'],
    ['an empty list', [], 'ERR_CONTEXT_MISSING'],
    ['empty', '', 'ERR_CONTEXT_MISSING'],
    ['given twice', [good, good], 'ERR_CONTEXT_DUPLICATE'],
    ['joined with another', `${good}, ${good}`, 'ERR_CONTEXT_DUPLICATE'],
    ['joined with nothing', `,${good}`, 'ERR_CONTEXT_DUPLICATE'],
    ['longer than 8 KiB', 'A'.repeat(8193), 'ERR_CONTEXT_TOO_LONG'],
    ['one word', 'end', 'ERR_CONTEXT_MALFORMED'],
    ['two parts', `${goodHeader}.${goodPayload}`, 'ERR_CONTEXT_MALFORMED'],
    ['four parts', `${good}.${goodSignature}`, 'ERR_CONTEXT_MALFORMED'],
    ['five parts', `${good}.AA.AA`, 'ERR_CONTEXT_MALFORMED'],
    ['without a signature', `${goodHeader}.${goodPayload}.`, 'ERR_CONTEXT_MALFORMED'],
    ['padded', `${good}=`, 'ERR_CONTEXT_MALFORMED'],
    ['padded in the payload', `${goodHeader}.${goodPayload}==.${goodSignature}`, 'ERR_CONTEXT_MALFORMED'],
    ['followed by a space', `${good} `, 'ERR_CONTEXT_MALFORMED'],
    ['preceded by a tab', `\t${good}`, 'ERR_CONTEXT_MALFORMED'],
    ['followed by a newline', `${good}\n`, 'ERR_CONTEXT_MALFORMED'],
    ['percent-encoded', good.replace('.', '%2E'), 'ERR_CONTEXT_MALFORMED'],
    ['in plain base64', good.replace(goodSignature, `${goodSignature.slice(0, -2)}+/`), 'ERR_CONTEXT_MALFORMED'],
    ['with a header that is not JSON', signHmac('{', GOOD_CLAIMS, first.secret), 'ERR_CONTEXT_MALFORMED'],
    ['with a critical extension', withHeader({ crit: ['x'], x: 1 }), 'ERR_CONTEXT_MALFORMED'],
    ['of another payload', `${goodHeader}.${flip(goodPayload)}.${goodSignature}`, 'ERR_CONTEXT_SIGNATURE'],
    ['of another signature', `${goodHeader}.${goodPayload}.${flip(goodSignature)}`, 'ERR_CONTEXT_SIGNATURE'],
    ['with parts swapped', `${goodPayload}.${goodHeader}.${goodSignature}`, 'ERR_CONTEXT_MALFORMED'],
    ['with a cut signature', good.slice(0, -3), 'ERR_CONTEXT_SIGNATURE'],
    ['alg none', withHeader({ alg: 'none' }), 'ERR_CONTEXT_SIGNATURE'],
    ['alg nOnE', withHeader({ alg: 'nOnE' }), 'ERR_CONTEXT_SIGNATURE'],
    ['alg hs256', withHeader({ alg: 'hs256' }), 'ERR_CONTEXT_SIGNATURE'],
    ['alg HS512', signHmac({ ...HEADER, alg: 'HS512' }, GOOD_CLAIMS, first.secret, 'sha512'), 'ERR_CONTEXT_SIGNATURE'],
    ['alg EdDSA', withHeader({ alg: 'EdDSA' }), 'ERR_CONTEXT_SIGNATURE'],
    ['without a kid', signHmac(noKid, GOOD_CLAIMS, first.secret), 'ERR_CONTEXT_SIGNATURE'],
    ['of an unknown kid', withHeader({ kid: 'k3' }), 'ERR_CONTEXT_SIGNATURE'],
    ['of a kid from Object.prototype', withHeader({ kid: '__proto__' }), 'ERR_CONTEXT_SIGNATURE'],
    ['of a kid that is not text', withHeader({ kid: 1 }), 'ERR_CONTEXT_SIGNATURE'],
    ['of the kid of another key', withHeader({ kid: 'k2' }), 'ERR_CONTEXT_SIGNATURE'],
    ["with a stranger's key", signHmac(HEADER, GOOD_CLAIMS, stranger.secret), 'ERR_CONTEXT_SIGNATURE'],
    ['without a typ', signHmac(noType, GOOD_CLAIMS, first.secret), 'ERR_CONTEXT_TYPE'],
    ['a session grant', withHeader({ typ: 'session-grant+jwt' }), 'ERR_CONTEXT_TYPE'],
    ['a role cookie', withHeader({ typ: 'role+jwt' }), 'ERR_CONTEXT_TYPE'],
    ['an admin token', withHeader({ typ: 'admin+jwt' }), 'ERR_CONTEXT_TYPE'],
    ['of the media type spelt out', withHeader({ typ: 'application/tenant-context+jwt' }), 'ERR_CONTEXT_TYPE'],
    ['of another gateway', withClaims({ iss: 'other-edge' }), 'ERR_CONTEXT_ISSUER'],
    ['for another origin', withClaims({ aud: 'billing' }), 'ERR_CONTEXT_AUDIENCE'],
    ['for several origins', withClaims({ aud: ['app'] }), 'ERR_CONTEXT_CLAIMS'],
    [
      'expired at the end of the tolerance',
      withClaims({ iat: NOW_SECONDS - 35, exp: NOW_SECONDS - 5 }),
      'ERR_CONTEXT_EXPIRED',
    ],
    ['expired long ago', withClaims({ iat: 1000, exp: 1030 }), 'ERR_CONTEXT_EXPIRED'],
    ['from the future', withClaims({ iat: NOW_SECONDS + 6, exp: NOW_SECONDS + 30 }), 'ERR_CONTEXT_CLOCK'],
    ['that lives too long', withClaims({ iat: NOW_SECONDS, exp: NOW_SECONDS + 61 }), 'ERR_CONTEXT_CLAIMS'],
    ['that ends before it begins', withClaims({ iat: NOW_SECONDS, exp: NOW_SECONDS }), 'ERR_CONTEXT_CLAIMS'],
    ['for POST', withClaims({ htm: 'POST' }), 'ERR_CONTEXT_REQUEST_MISMATCH'],
    ['for get', withClaims({ htm: 'get' }), 'ERR_CONTEXT_REQUEST_MISMATCH'],
    ['for another path', withClaims({ htu: '/load?page=2' }), 'ERR_CONTEXT_REQUEST_MISMATCH'],
    ['for another query', withClaims({ htu: '/loads?page=3' }), 'ERR_CONTEXT_REQUEST_MISMATCH'],
    ['for no query', withClaims({ htu: '/loads' }), 'ERR_CONTEXT_REQUEST_MISMATCH'],
    ['for another spelling', withClaims({ htu: '/%6Coads?page=2' }), 'ERR_CONTEXT_REQUEST_MISMATCH'],
    [
      'for the whole URL',
      withClaims({ htu: 'https://acme.app.example.com/loads?page=2' }),
      'ERR_CONTEXT_REQUEST_MISMATCH',
    ],
    ['with claims that are not JSON', signHmac(HEADER, '{', first.secret), 'ERR_CONTEXT_CLAIMS'],
    ['with claims in a list', signHmac(HEADER, [GOOD_CLAIMS], first.secret), 'ERR_CONTEXT_CLAIMS'],
    [
      'with a byte order mark',
      signHmac(HEADER, `\ufeff${JSON.stringify(GOOD_CLAIMS)}`, first.secret),
      'ERR_CONTEXT_CLAIMS',
    ],
    ['with broken UTF-8', signHmac(HEADER, Buffer.from([0x22, 0xff, 0x22]), first.secret), 'ERR_CONTEXT_CLAIMS'],
  ];

  it.each(cases)('%s is refused', async (_what, token, code) => {
    await expect(verify(token)).rejects.toMatchObject(refused(code));
  });

  it.each([
    { v: 2 },
    { v: '1' },
    { v: undefined },
    { iss: undefined },
    { aud: undefined },
    { jti: '' },
    { jti: undefined },
    { hth: undefined },
    { htm: undefined },
    { htu: undefined },
    { rid: 5 },
    { rul: undefined },
    { cip: 5 },
    { exp: String(NOW_SECONDS + 29) },
    { exp: NOW_SECONDS + 0.5 },
    { exp: undefined },
    { iat: null },
    { sub: '' },
    { sub: undefined },
    { tid: undefined },
    { sid: undefined },
    { roles: 'owner' },
    { roles: ['owner', 5] },
    { roles: undefined },
    { amr: undefined },
    { auth_time: '5' },
    { act: {} },
    { act: { sub: 'a' } },
    { act: 'support' },
  ])('with claims %j is refused', async (changes) => {
    await expect(verify(withClaims(changes))).rejects.toMatchObject(refused('ERR_CONTEXT_CLAIMS'));
  });

  it('is refused in every other spelling of its last characters', async () => {
    const spellings = [
      ...lastCharacterVariants(goodSignature).map((part) => `${goodHeader}.${goodPayload}.${part}`),
      ...lastCharacterVariants(goodHeader).map((part) => `${part}.${goodPayload}.${goodSignature}`),
    ];
    expect(spellings.length).toBeGreaterThanOrEqual(3);
    for (const token of spellings) await expect(verify(token)).rejects.toMatchObject(refused('ERR_CONTEXT_MALFORMED'));
  });

  it('is refused whatever single character is changed', async () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.= ';
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.constantFrom(...alphabet), async (index, character) => {
        fc.pre(good[index] !== character);
        await expect(verify(good.slice(0, index) + character + good.slice(index + 1))).rejects.toMatchObject({
          name: 'ContextError',
        });
      }),
    );
  });

  it.each([
    { method: 'HEAD' },
    { method: 'get' },
    { target: '/loads' },
    { target: '/loads?page=2#x' },
    { target: '//loads?page=2' },
  ])('is refused on %j', async (request) => {
    await expect(verify(good, request)).rejects.toMatchObject(refused('ERR_CONTEXT_REQUEST_MISMATCH'));
  });

  it('never quotes the token', async () => {
    for (const [, token] of cases) {
      const error: unknown = await verify(token).catch((caught: unknown) => caught);
      const said = `${(error as Error).message} ${JSON.stringify(error)} ${String((error as Error).cause)}`;
      for (const part of [goodHeader, goodPayload, goodSignature]) expect(said).not.toContain(part);
    }
  });

  it('is refused when the clock does not work', async () => {
    const broken = createContextVerifier({ ...options, now: () => Number.NaN });
    await expect(broken.verify({ ...REQUEST, header: good })).rejects.toMatchObject(refused('ERR_CONTEXT_EXPIRED'));
  });
});

describe('the headers of a request', () => {
  const from = (headers: readonly (readonly [string, string])[]) => verifier.verifyRequest({ ...REQUEST, headers });

  it('may spell the name in any case', async () => {
    expect((await from([['Portcullis-CONTEXT', good]])).user).toBe('u-7');
    expect(
      (await verifier.verifyRequest({ ...REQUEST, headers: new Headers({ 'Portcullis-Context': good }) })).user,
    ).toBe('u-7');
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
    const headers = new Headers([
      ['portcullis-context', good],
      ['portcullis-context', good],
    ]);
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
