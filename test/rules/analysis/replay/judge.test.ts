import type { Policy, RouteRule } from '@portcullis/rules/policy';
import { describe, expect, test } from 'vitest';
import { createJudge } from '../../../../rules/src/analysis/replay/judge.ts';
import type { LoggedRequest } from '../../../../rules/src/analysis/replay/logged-request.ts';
import { anyone, NOW, policyOf, rolesAccess, routeOf } from '../../engine/sample-engine.ts';
import { conditions, EVERYONE, HOST, logged, NOBODY } from './logged.ts';

function verdict(route: Partial<RouteRule>, request: Partial<LoggedRequest> = {}, policy: Partial<Policy> = {}) {
  const judge = createJudge(policyOf({ routes: [routeOf('/x', { at: 'r:7', ...route })], ...policy }));
  return judge(logged(request), { host: HOST, scheme: 'https', timeSeconds: null });
}

describe('who passes', () => {
  test('anyone, on a public route', () => {
    expect(verdict({ access: anyone })).toMatchObject({ enforced: EVERYONE, passing: EVERYONE, refusal: null });
  });

  test('every role, or those that the route names', () => {
    expect(verdict({}).enforced).toEqual({ everyone: false, roles: ['owner', 'reader', 'driver'] });
    expect(verdict({ access: rolesAccess({ roles: ['driver', 'owner'] }) })).toMatchObject({
      enforced: { everyone: false, roles: ['owner', 'driver'] },
      refusal: null,
    });
  });

  test('a session counts as just signed in by the method that the route asks for, in no one else’s name', () => {
    const stepUp = { withinSeconds: 1, methods: ['geo'] };
    expect(verdict({ access: rolesAccess({ roles: ['owner'], stepUp, actAs: 'never' }) }).enforced.roles).toEqual([
      'owner',
    ]);
  });

  test.each<[string, Partial<RouteRule>, Partial<LoggedRequest>, Partial<Policy>, string, string | null]>([
    ['no route', {}, { target: '/y' }, {}, 'no_route', null],
    ['no such method', {}, { method: 'PUT' }, {}, 'method_not_allowed', 'r:7'],
    ['an ambiguous path', {}, { target: '/x/../y' }, {}, 'malformed_path', null],
    ['a target that is no path', {}, { target: '*' }, {}, 'malformed_target', null],
    [
      'a denied address',
      {},
      { address: '198.51.100.1' },
      { deny: { addresses: ['blocked'], at: 'r:3' } },
      'address_denied',
      'r:3',
    ],
    [
      'an address that is not listed',
      { access: rolesAccess({ addresses: ['office'] }) },
      { address: '192.0.2.1' },
      {},
      'address_not_listed',
      'r:7',
    ],
    [
      'a country',
      { access: rolesAccess({ conditions: conditions({ countries: ['DE'] }) }) },
      { country: 'FR' },
      {},
      'country_not_listed',
      'r:7',
    ],
    [
      'TLS',
      { access: rolesAccess({ conditions: conditions({ minTls: 3 }) }) },
      { tlsVersion: 'TLSv1.2' },
      {},
      'tls_too_old',
      'r:7',
    ],
    [
      'the time of the request',
      { access: rolesAccess({ conditions: conditions({ fromSeconds: NOW + 1 }) }) },
      {},
      {},
      'not_yet_open',
      'r:7',
    ],
    [
      'another site',
      { methods: ['POST'] },
      { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } },
      {},
      'cross_site',
      'r:7',
    ],
    ['a large body', { methods: ['POST'] }, { method: 'POST', bodyBytes: 4096 }, {}, 'body_too_large', 'r:7'],
    ['rules without roles', {}, {}, { roles: [] }, 'session_missing', 'r:7'],
  ])('no one: %s', (_name, route, request, policy, reason, at) => {
    expect(verdict(route, request, policy)).toMatchObject({
      enforced: NOBODY,
      passing: NOBODY,
      refusal: { reason, at },
    });
  });

  test('what is observed goes on, and is no opening once it is enforced', () => {
    const access = rolesAccess({ roles: ['owner'] });
    expect(verdict({ access, observe: ['roles'] })).toMatchObject({
      enforced: { everyone: false, roles: ['owner'] },
      passing: EVERYONE,
    });
    expect(
      verdict({ access: { ...anyone, addresses: ['office'] }, observe: ['addresses'] }, { address: '192.0.2.1' }),
    ).toMatchObject({
      enforced: NOBODY,
      passing: EVERYONE,
      refusal: { reason: 'address_not_listed' },
    });
  });

  test('an OPTIONS of a log without headers counts as the preflight that the route answers', () => {
    const cors = { origins: ['https://a.example'], credentials: true, headers: [], expose: [], maxAgeSeconds: 60 };
    expect(verdict({ cors }, { method: 'OPTIONS' })).toMatchObject({ enforced: EVERYONE });
    expect(verdict({ cors }, { method: 'OPTIONS', headers: {} })).toMatchObject({
      refusal: { reason: 'method_not_allowed' },
    });
    expect(verdict({}, { method: 'OPTIONS' })).toMatchObject({ refusal: { reason: 'method_not_allowed' } });
  });
});

describe('what the log does not tell', () => {
  test.each<[string, Partial<RouteRule>, Partial<LoggedRequest>, Partial<Policy>, string[]]>([
    ['the address, for a list', { access: rolesAccess({ addresses: ['office'] }) }, { address: null }, {}, ['address']],
    [
      'the address, for a deny list',
      {},
      { address: 'client.example' },
      { deny: { addresses: ['blocked'], at: 'r:3' } },
      ['address'],
    ],
    ['the country', { access: rolesAccess({ conditions: conditions({ countries: ['DE'] }) }) }, {}, {}, ['country']],
    ['the network', { access: rolesAccess({ conditions: conditions({ asns: [1] }) }) }, {}, {}, ['asn']],
    ['TLS', { access: rolesAccess({ conditions: conditions({ minTls: 3 }) }) }, {}, {}, ['tls']],
    [
      'the time',
      { access: rolesAccess({ conditions: conditions({ untilSeconds: 5, times: [0, 1] }) }) },
      { timeSeconds: null },
      {},
      ['time'],
    ],
    ['nothing that is asked', {}, { address: null }, {}, []],
  ])('is taken to be in order, and told: %s', (_name, route, request, policy, assumed) => {
    expect(verdict(route, request, policy)).toMatchObject({
      enforced: { roles: ['owner', 'reader', 'driver'] },
      assumed,
    });
  });

  test('is still refused where it has nothing to do with it', () => {
    const access = rolesAccess({ addresses: ['office'], conditions: conditions({ countries: ['DE'], asns: [1] }) });
    expect(verdict({ access }, { country: 'FR' })).toMatchObject({
      refusal: { reason: 'country_not_listed' },
      assumed: ['asn'],
    });
  });
});
