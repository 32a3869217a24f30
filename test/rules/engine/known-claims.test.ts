import { digestedTarget, knownClaims, originBase } from '@portcullis/rules/engine';
import { describe, expect, test } from 'vitest';
import { anyone, decisionAt, engineOf, NOW, routeOf } from './sample-engine.ts';

const engine = engineOf();
const TARGET = { scheme: 'https', host: 'acme.app.example', path: '/x', query: '?a=1' } as const;
const REQUEST = {
  iss: 'acme-edge',
  aud: 'app',
  htm: 'GET',
  hth: 'acme.app.example',
  htu: '/x?a=1',
  cip: '203.0.113.7',
  rid: '/x',
  rul: '0'.repeat(64),
};

describe('what an origin is told', () => {
  test('of a session, by exactly these claims', () => {
    const decision = decisionAt(routeOf('/x'), { request: { target: TARGET } });
    expect(knownClaims(engine, decision, null)).toEqual({
      ...REQUEST,
      tid: 'acme',
      sub: 'u1',
      roles: ['owner'],
      sid: 's1',
      amr: ['pwd'],
      auth_time: NOW - 60,
    });
  });

  test('of a person who acts as someone else', () => {
    const actAs = { sub: 'support-7', reason: 'ticket' };
    expect(knownClaims(engine, decisionAt(routeOf('/x'), { session: { actAs } }), null).act).toEqual(actAs);
  });

  test.each(['none', 'invalid'] as const)('of no one, where the session is %s', (kind) => {
    const decision = decisionAt(routeOf('/x', { access: anyone }), { request: { target: TARGET }, session: null });
    decision.session = kind === 'none' ? { kind } : { kind, detail: 'signature' };
    expect(knownClaims(engine, decision, null)).toEqual({ ...REQUEST, tid: 'acme' });
  });

  const digest = 'd'.repeat(43);
  const long = (characters: number) =>
    decisionAt(routeOf('/x'), { request: { target: { ...TARGET, query: `?${'q'.repeat(characters - 3)}` } } });

  test('of a target of 1,024 characters as it is, and of a longer one by its digest alone', () => {
    const { htu, ...plain } = knownClaims(engine, long(1024), digest);
    expect([htu, 'htd' in plain, digestedTarget(engine, long(1024))]).toEqual([`/x?${'q'.repeat(1021)}`, false, null]);
    const { htd, ...digested } = knownClaims(engine, long(1025), digest);
    expect([htd, 'htu' in digested, digestedTarget(engine, long(1025))]).toEqual([
      digest,
      false,
      `/x?${'q'.repeat(1022)}`,
    ]);
    expect(digested).toEqual(plain);
  });

  test.each([null, '', 'd'.repeat(42)])('never of a long target with %j for its digest', (given) => {
    expect(() => knownClaims(engine, long(1025), given)).toThrow('a long target needs its digest');
  });

  test('leaves out the tenant and the address that are not known', () => {
    const decision = decisionAt(routeOf('/x'), { request: { address: null }, session: null, urlTenant: null });
    const claims = knownClaims(engine, decision, null);
    expect([claims.tid, claims.cip, 'tid' in claims, 'cip' in claims]).toEqual([undefined, undefined, false, false]);
  });
});

describe('where an origin is reached', () => {
  const base = (url: string, tenant: string | null) =>
    originBase({ target: { kind: 'url', url }, host: 'origin' }, TARGET, tenant);

  test.each([
    ['https://origin.example', 'acme', 'https://origin.example'],
    ['https://origin.example', null, 'https://origin.example'],
    ['https://{tenant}.origin.example', 'acme', 'https://acme.origin.example'],
    ['https://{tenant}.origin.example', null, null],
  ])('%s for %j: %j', (url, tenant, expected) => {
    expect(base(url, tenant)).toBe(expected);
  });

  test('a service binding needs no tenant', () => {
    const target = { kind: 'service', binding: 'APP' } as const;
    expect(originBase({ target, host: 'origin' }, TARGET, null)).toBe('https://origin.internal');
    expect(originBase({ target, host: 'public' }, TARGET, null)).toBe(`${TARGET.scheme}://${TARGET.host}`);
  });
});
