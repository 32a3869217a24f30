import { type ContextErrorCode, createContextVerifier } from '@portcullis/origin';
import { describe, expect, it } from 'vitest';
import {
  first,
  good,
  goodHeader,
  goodPayload,
  goodSignature,
  HEADER,
  options,
  REQUEST,
  refused,
  stranger,
  verify,
  withClaims,
  withHeader,
} from './good-context.ts';
import { GOOD_CLAIMS, NOW_SECONDS, signHmac } from './tokens.ts';

/** The other values of the last character that decode to the same bytes. */
function lastCharacterVariants(part: string): string[] {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const bytes = Buffer.from(part, 'base64url').toString('hex');
  return [...alphabet]
    .map((character) => part.slice(0, -1) + character)
    .filter((other) => other !== part && Buffer.from(other, 'base64url').toString('hex') === bytes);
}

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
