import type { Session, SessionFact } from '@portcullis/rules/engine';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { claimsOfSession, sessionFromToken } from '../../../worker/core/tokens/session.ts';

const NOW = 1_790_000_000;
const POLICY = { gateway: 'acme-edge', roles: new Set(['owner', 'reader']), lifetimeSeconds: 900, renew: null };

const CLAIMS = {
  iss: 'acme-edge',
  sub: 'u1',
  tid: 'acme',
  roles: ['owner'],
  sid: 's1',
  iat: NOW - 60,
  exp: NOW + 600,
  auth_time: NOW - 60,
  amr: ['pwd'],
};

function read(changes: Readonly<Record<string, unknown>> = {}): SessionFact {
  const payload = Object.fromEntries(
    Object.entries({ ...CLAIMS, ...changes }).filter(([, value]) => value !== undefined),
  );
  return sessionFromToken({ ok: true, payload }, POLICY, NOW);
}

const verdict = (changes: Readonly<Record<string, unknown>>) => {
  const fact = read(changes);
  return fact.kind === 'invalid' ? fact.detail : fact.kind;
};

test('a token whose signature does not hold is no session, whatever it says', () => {
  expect(sessionFromToken({ ok: false, detail: 'signature' }, POLICY, NOW)).toEqual({
    kind: 'invalid',
    detail: 'signature',
  });
});

test('a good token is the session that it says', () => {
  expect(read()).toEqual({
    kind: 'verified',
    session: {
      user: 'u1',
      tenant: 'acme',
      roles: ['owner'],
      id: 's1',
      issuedAtSeconds: NOW - 60,
      expiresAtSeconds: NOW + 600,
      authenticatedAtSeconds: NOW - 60,
      authenticationMethods: ['pwd'],
      actAs: null,
    } satisfies Session,
  });
});

test('a session of one host keeps it, and a malformed one is none', () => {
  expect(read({ host: 'wiki.example' })).toMatchObject({ kind: 'verified', session: { host: 'wiki.example' } });
  expect(['', 7, null, ['wiki.example'], 'a\nb', 'x'.repeat(257)].map((host) => verdict({ host }))).toEqual(
    Array(6).fill('host'),
  );
});

describe('times', () => {
  test.each<[Readonly<Record<string, unknown>>, string]>([
    // The last second of a session is the one before `exp` (RFC 7519 section 4.1.4).
    [{ exp: NOW - 1 }, 'expired'],
    [{ exp: NOW }, 'expired'],
    [{ exp: NOW + 0.5 }, 'verified'],
    [{ exp: NOW + 1 }, 'verified'],
    [{ nbf: NOW - 1 }, 'verified'],
    [{ nbf: NOW }, 'verified'],
    [{ nbf: NOW + 1 }, 'nbf'],
    [{ nbf: null }, 'nbf'],
    [{ nbf: '0' }, 'nbf'],
    [{ nbf: 0 }, 'nbf'],
    // Five seconds are granted to the clock of whoever mints.
    [{ iat: NOW + 5 }, 'verified'],
    [{ iat: NOW + 6 }, 'iat'],
    [{ auth_time: NOW + 5 }, 'verified'],
    [{ auth_time: NOW + 6 }, 'auth_time'],
    // A cookie that lives longer than the rules allow is refused from its first second.
    [{ iat: NOW, exp: NOW + 900 }, 'verified'],
    [{ iat: NOW, exp: NOW + 901 }, 'verified'],
    [{ iat: NOW, exp: NOW + 902 }, 'exp'],
    [{ iat: NOW - 600, exp: NOW + 302 }, 'exp'],
    [{ iat: NOW + 5, exp: NOW + 2 }, 'verified'],
  ])('%j: %s', (changes, outcome) => {
    expect(verdict(changes)).toBe(outcome);
  });

  test.each(['iat', 'exp', 'auth_time'])('%s must be a time', (claim) => {
    for (const value of [
      undefined,
      null,
      0,
      -1,
      '1790000000',
      true,
      [],
      {},
      1e11,
      1e300,
      Number.NaN,
      Number.POSITIVE_INFINITY,
    ]) {
      expect(verdict({ [claim]: value })).toBe(claim);
    }
  });
});

describe('texts', () => {
  test.each(['sub', 'sid'])('%s must be 1 to 256 characters without controls, and 400 when encoded', (claim) => {
    const unfit = ['', 'a'.repeat(257), 'a\nb', 'a\0', 'a\u007f', 'a\ud800', '漢'.repeat(45)];
    for (const value of [undefined, null, 7, ['u1'], {}, ...unfit]) expect(verdict({ [claim]: value })).toBe(claim);
    for (const value of ['a', 'a'.repeat(256), 'user:1', 'é', '"; Domain=x', '漢'.repeat(44), '@'.repeat(133)])
      expect(verdict({ [claim]: value })).toBe('verified');
  });

  test('the tenant must be a tenant id', () => {
    for (const tid of [
      undefined,
      null,
      7,
      '',
      'Acme',
      'a.b',
      'a:b',
      '*',
      '-a',
      'a\n',
      'a; Domain=x',
      'a'.repeat(64),
      ['acme'],
    ])
      expect(verdict({ tid })).toBe('tid');
  });

  test('the issuer must be this gateway', () => {
    for (const iss of [undefined, null, '', 'acme-edge ', 'ACME-EDGE', 'other-edge', ['acme-edge']])
      expect(verdict({ iss })).toBe('iss');
  });
});

describe('roles and methods', () => {
  test.each(['roles', 'amr'])('%s must be a list of at most 64 texts', (claim) => {
    for (const value of [
      undefined,
      null,
      'owner',
      {},
      [1],
      [''],
      ['a\nb'],
      [['owner']],
      Array.from({ length: 65 }, () => 'owner'),
      { length: 1, 0: 'owner' },
    ]) {
      expect(verdict({ [claim]: value })).toBe('roles or amr');
    }
    expect(verdict({ [claim]: Array.from({ length: 64 }, () => 'owner') })).toBe('verified');
    expect(verdict({ [claim]: [] })).toBe('verified');
  });

  test('roles that the rules do not declare count for nothing', () => {
    expect(read({ roles: ['root', 'reader', 'Owner', 'constructor', '__proto__'] })).toMatchObject({
      session: { roles: ['reader'] },
    });
  });
});

describe('act', () => {
  test('names who acts and why', () => {
    expect(read({ act: { sub: 'support-7', reason: 'ticket', more: 1 } })).toMatchObject({
      session: { actAs: { sub: 'support-7', reason: 'ticket' } },
    });
  });

  test('that is malformed spoils the session, since it would else look like the user', () => {
    for (const act of [
      null,
      '',
      'support-7',
      [],
      {},
      { sub: 'support-7' },
      { reason: 'ticket' },
      { sub: '', reason: 'ticket' },
      { sub: 'a', reason: 'b\n' },
      { sub: 7, reason: 'x' },
    ]) {
      expect(verdict({ act })).toBe('act');
    }
  });
});

test('what the gateway mints it reads back', () => {
  const text = fc
    .string({ minLength: 1, maxLength: 40 })
    .filter((value) => ![...value].some((character) => character < ' ' || character === '\u007f'));
  const session = fc.record<Session>({
    user: text,
    tenant: fc.constantFrom('acme', 'a', '0-x'),
    roles: fc.subarray(['owner', 'reader']),
    id: text,
    issuedAtSeconds: fc.constant(NOW),
    expiresAtSeconds: fc.integer({ min: NOW + 1, max: NOW + 900 }),
    authenticatedAtSeconds: fc.integer({ min: 1, max: NOW }),
    authenticationMethods: fc.array(text, { maxLength: 5 }),
    actAs: fc.option(fc.record({ sub: text, reason: text })),
  });
  fc.assert(
    fc.property(session, fc.option(fc.integer({ min: 1, max: NOW })), (minted, notBefore) => {
      const payload = JSON.parse(JSON.stringify(claimsOfSession(minted, 'acme-edge', notBefore))) as Record<
        string,
        unknown
      >;
      expect(sessionFromToken({ ok: true, payload }, POLICY, NOW)).toEqual({ kind: 'verified', session: minted });
    }),
  );
});

test('no JSON object makes it throw', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...Object.keys(CLAIMS), 'act', 'nbf', '__proto__'), fc.jsonValue()),
      (changes) => {
        sessionFromToken({ ok: true, payload: { ...CLAIMS, ...changes } }, POLICY, NOW);
      },
    ),
    { numRuns: 1000 },
  );
});
