import { knownClaims, originBase } from '@portcullis/rules/engine';
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
    expect(knownClaims(engine, decision)).toEqual({
      ...REQUEST,
      tid: 'acme',
      sub: 'u1',
      roles: ['owner'],
      sid: 's1',
      amr: ['pwd'],
      auth_time: NOW - 60,
    });
  });

  test('of somebody who acts as somebody else', () => {
    const actAs = { sub: 'support-7', reason: 'ticket' };
    expect(knownClaims(engine, decisionAt(routeOf('/x'), { session: { actAs } })).act).toEqual(actAs);
  });

  test.each(['none', 'invalid'] as const)('of nobody, where the session is %s', (kind) => {
    const decision = decisionAt(routeOf('/x', { access: anyone }), { request: { target: TARGET }, session: null });
    decision.session = kind === 'none' ? { kind } : { kind, detail: 'signature' };
    expect(knownClaims(engine, decision)).toEqual({ ...REQUEST, tid: 'acme' });
  });

  test('leaves out the tenant and the address that are not known', () => {
    const decision = decisionAt(routeOf('/x'), { request: { address: null }, session: null, urlTenant: null });
    const claims = knownClaims(engine, decision);
    expect([claims.tid, claims.cip, 'tid' in claims, 'cip' in claims]).toEqual([undefined, undefined, false, false]);
  });
});

describe('where an origin is reached', () => {
  const base = (url: string, tenant: string | null) => originBase({ target: { kind: 'url', url } }, tenant);

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
    expect(originBase({ target }, null)).toBe('https://origin.internal');
  });
});
