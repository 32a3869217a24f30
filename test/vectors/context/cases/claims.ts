import type { ContextErrorCode } from '@portcullis/origin';
import { digested, headerOf, type Json, KEYS, type Kit, LONG_TARGET, TARGET } from '../kit.ts';
import type { Vector } from '../vector.ts';

const { first } = KEYS.HS256;

/** Signed well, but the claims are not those of a context for this verifier. */
export function claims(kit: Kit): readonly Vector[] {
  const error = 'ERR_CONTEXT_CLAIMS';
  const { now } = kit;
  const wrong = (name: string, changes: Json, description = 'Signed well.') =>
    kit.refuses(name, error, description, kit.withClaims(changes));
  const payload = (name: string, bytes: string | Buffer, description = 'Signed well.') =>
    kit.refuses(name, error, description, kit.token(headerOf('HS256'), bytes, first));
  const required = ['v', 'iss', 'aud', 'iat', 'exp', 'jti', 'htm', 'hth', 'htu', 'rid', 'rul'];
  const ofSession = ['tid', 'roles', 'sid', 'amr', 'auth_time'];
  const anonymous = (claim: Json) => kit.token(headerOf('HS256'), { ...kit.anonymousClaims, ...claim }, first);
  return [
    ...required.map((name) => wrong(`no ${name}`, { [name]: undefined })),
    ...ofSession.map((name) =>
      wrong(`user without ${name}`, { [name]: undefined }, 'Where sub is, the session is whole.'),
    ),
    ...[
      { roles: ['owner'] },
      { sid: 's-1' },
      { amr: ['pwd'] },
      { auth_time: now },
      { act: { sub: 'a', reason: 'b' } },
    ].map((claim) =>
      kit.refuses(
        `${Object.keys(claim)[0]} without a user`,
        error,
        'Nobody has signed in, so nobody has it.',
        anonymous(claim),
      ),
    ),
    kit.refuses(
      'both htu and htd',
      error,
      'One names the target.',
      kit.withClaims({ ...digested(LONG_TARGET), htu: LONG_TARGET }),
      { target: LONG_TARGET },
    ),
    wrong('htd beside a short htu', { ...digested(TARGET), htu: TARGET }, 'One names the target.'),
    wrong('htd that is null', { htd: null }, 'Not the same as no htd.'),
    wrong('empty htd', { htu: undefined, htd: '' }),
    wrong('htd that is a number', { htu: undefined, htd: 5 }),
    wrong('htd in a list', { htu: undefined, htd: Object.values(digested(LONG_TARGET)).slice(1) }),
    wrong('version 2', { v: 2 }),
    wrong('version in text', { v: '1' }),
    wrong('audience in a list', { aud: ['app'] }, 'The gateway names one, as text.'),
    wrong('exp in text', { exp: String(now + 29) }),
    wrong('exp with a fraction', { exp: now + 28.5 }),
    wrong('exp that is negative', { iat: -31, exp: -1 }),
    wrong('exp beyond whole numbers', { exp: 2 ** 60 }),
    wrong('exp that is null', { exp: null }),
    wrong('iat in milliseconds', { iat: now * 1000, exp: now * 1000 + 30_000 }, 'A life of 30,000 seconds.'),
    wrong('life of 61 seconds', { iat: now, exp: now + 61 }, 'No context lives for longer than 60.'),
    wrong('life of no seconds', { iat: now, exp: now }),
    wrong('ends before it begins', { iat: now, exp: now - 1 }),
    wrong('empty user', { sub: '' }),
    wrong('user that is a number', { sub: 7 }),
    wrong('user that is null', { sub: null }, 'Not the same as no user.'),
    wrong('empty tenant', { tid: '' }),
    wrong('empty request id', { jti: '' }),
    wrong('roles in text', { roles: 'owner' }),
    wrong('role that is a number', { roles: ['owner', 5] }),
    wrong('empty role', { roles: [''] }),
    wrong('act in text', { act: 'support-1' }),
    wrong('act without a reason', { act: { sub: 'support-1' } }),
    wrong('act without a sub', { act: { reason: 'ticket 9' } }),
    wrong('address that is a number', { cip: 5 }),
    payload('payload that is not JSON', '{'),
    payload('payload in a list', JSON.stringify([kit.claims])),
    payload('payload that is null', 'null'),
    payload('payload that is text', JSON.stringify(JSON.stringify(kit.claims)), 'JSON in JSON.'),
    payload('payload with a byte order mark', `\ufeff${JSON.stringify(kit.claims)}`, 'RFC 8259 section 8.1 has none.'),
    payload('payload in broken UTF-8', Buffer.from(JSON.stringify(kit.claims).replace('u-7', '\xff'), 'latin1')),
    payload('payload with a tail', `${JSON.stringify(kit.claims)}x`),
    payload('payload in UTF-16', Buffer.from(JSON.stringify(kit.claims), 'utf16le')),
    ...(['HS256', 'EdDSA'] as const).flatMap((algorithm) => {
      const other = (name: string, error: ContextErrorCode, changes: Json): Vector =>
        kit.refuses(`${name}, ${algorithm}`, error, 'With the same key.', kit.withClaims(changes, algorithm), { algorithm });
      return [
        other('other gateway', 'ERR_CONTEXT_ISSUER', { iss: 'other-edge' }),
        other('other origin', 'ERR_CONTEXT_AUDIENCE', { aud: 'billing' }),
      ];
    }),
    kit.refuses(
      'gateway in capitals',
      'ERR_CONTEXT_ISSUER',
      'Compared as it is.',
      kit.withClaims({ iss: 'ACME-EDGE' }),
    ),
    kit.refuses(
      'gateway with a slash',
      'ERR_CONTEXT_ISSUER',
      'Compared as it is.',
      kit.withClaims({ iss: 'acme-edge/' }),
    ),
    kit.refuses(
      'origin with a longer name',
      'ERR_CONTEXT_AUDIENCE',
      'Compared as a whole.',
      kit.withClaims({ aud: 'app2' }),
    ),
  ];
}

/** The context is too old, or from the future. */
export function time(kit: Kit): readonly Vector[] {
  const { now } = kit;
  const expired = 'ERR_CONTEXT_EXPIRED';
  const early = 'ERR_CONTEXT_CLOCK';
  return [
    kit.refuses(
      'expired at the end of the tolerance',
      expired,
      'exp is 5 seconds ago, and 5 are tolerated: the end itself is over.',
      kit.withClaims({ iat: now - 35, exp: now - 5 }),
    ),
    kit.refuses(
      'expired a minute ago',
      expired,
      'A request that was caught and sent again.',
      kit.withClaims({ iat: now - 90, exp: now - 60 }),
    ),
    kit.refuses('expired long ago', expired, 'In 1970.', kit.withClaims({ iat: 1000, exp: 1030 }), { clock: 'any' }),
    kit.refuses(
      'expired, EdDSA',
      expired,
      'A request that was caught and sent again.',
      kit.withClaims({ iat: now - 90, exp: now - 60 }, 'EdDSA'),
      { algorithm: 'EdDSA' },
    ),
    kit.refuses('expired without tolerance', expired, 'exp is now.', kit.withClaims({ iat: now - 30, exp: now }), {
      verifier: { clockToleranceSeconds: 0 },
    }),
    kit.refuses('6 seconds early', early, '5 are tolerated.', kit.withClaims({ iat: now + 6, exp: now + 36 })),
    kit.refuses(
      'a minute early',
      early,
      'Made on a machine whose clock is wrong.',
      kit.withClaims({ iat: now + 60, exp: now + 90 }),
    ),
    kit.refuses(
      'centuries early',
      early,
      'In the year 3000.',
      kit.withClaims({ iat: 32_503_680_000, exp: 32_503_680_030 }),
      { clock: 'any' },
    ),
    kit.refuses(
      'early, EdDSA',
      early,
      '5 seconds are tolerated.',
      kit.withClaims({ iat: now + 6, exp: now + 36 }, 'EdDSA'),
      { algorithm: 'EdDSA' },
    ),
    kit.refuses('early without tolerance', early, 'One second.', kit.withClaims({ iat: now + 1, exp: now + 31 }), {
      verifier: { clockToleranceSeconds: 0 },
    }),
  ];
}
