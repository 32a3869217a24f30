import {
  type CorsRule,
  DEFAULT_COOKIES,
  type Policy,
  type ProviderRule,
  type RouteRule,
} from '@portcullis/rules/policy';
import { describe, expect, it } from 'vitest';
import { diffPolicies } from '../../../../rules/src/analysis/diff/index.ts';
import { responsePolicyOf } from '../../../support/response-policy.ts';
import { anyone, hostOf, limitOf, policyOf, rangesOf, rolesAccess, routeOf } from '../../engine/sample-engine.ts';

import { grantTo, providerOf } from './sample-provider.ts';
import { between, summary } from './summary.ts';

const CORS: CorsRule = {
  origins: ['https://portal.example'],
  credentials: true,
  headers: ['content-type'],
  expose: [],
  maxAgeSeconds: 600,
};

const COOKIES_REST = 'httpOnly none; sameSite origin; not partitioned; prefix none';

describe('diffPolicies, other sites', () => {
  it('tells which pages may ask', () => {
    expect(between({ methods: ['POST'] }, { methods: ['POST'], cors: CORS }, '/x')).toEqual([
      'opened sites: pages of https://portal.example',
    ]);
  });

  it('tells apart who asks for leave and who passes', () => {
    const reader = { access: rolesAccess({ roles: ['reader'] }), methods: ['GET', 'HEAD', 'POST'] };
    const diff = diffPolicies(
      policyOf({ routes: [routeOf('/x', reader)] }),
      policyOf({ routes: [routeOf('/x', { ...reader, cors: CORS })] }),
    );
    const sites = diff.opened.filter(({ dimension }) => dimension === 'sites').flatMap(({ cells }) => cells);
    const whoOf = (method: string): unknown =>
      sites.flatMap(({ methods, who }) => (methods.includes(method) ? [who] : []));
    expect(whoOf('POST')).toEqual([['reader']]);
    expect(whoOf('preflight of POST')).toEqual([['anonymous']]);
    expect(sites.flatMap(({ hosts }) => hosts).filter((host) => host.includes('another tenant'))).toEqual([]);
  });

  it('leaves out an origin that is the host itself, at that host alone', () => {
    const policy = (cors: CorsRule | null): Policy =>
      policyOf({ hosts: [hostOf('app.example')], routes: [routeOf('/x', { methods: ['POST'], cors })] });
    const own = { ...CORS, origins: ['https://app.example'] };
    expect(summary(diffPolicies(policy(null), policy(own)))).toEqual([]);
    const both = { ...CORS, origins: ['https://app.example', 'https://portal.example'] };
    expect(summary(diffPolicies(policy(null), policy(both)))).toEqual([
      'opened sites: pages of https://portal.example',
    ]);
  });

  it('tells of reading where the request passed before', () => {
    expect(
      between(
        { access: anyone, methods: ['GET'] },
        { access: anyone, methods: ['GET'], cors: { ...CORS, origins: 'any', credentials: false } },
        '/x',
      ),
    ).toEqual(expect.arrayContaining(['opened pages: pages of other sites, pages without an origin']));
  });

  it('tells of a request header that preflights may name', () => {
    expect(between({ cors: CORS }, { cors: { ...CORS, headers: ['content-type', 'x-a'] } }, '/x')).toEqual([
      'opened requestHeaders: x-a',
      expect.stringMatching(/^loosened cors: .*headers content-type; .* → .*headers content-type, x-a;/),
    ]);
  });
});

describe('diffPolicies, treatment', () => {
  it.each<[Partial<RouteRule>, Partial<RouteRule>, string]>([
    [{}, { signIn: true }, 'loosened signIn: false → for every host'],
    [{}, { revocation: 'strict' }, 'tightened revocation: within 1s → strict'],
    [{}, { whenStateUnavailable: { kind: 'stale', seconds: 60 } }, 'loosened whenStateUnavailable: closed → stale 1m'],
    [{ audit: 'required' }, { audit: 'refusals' }, 'loosened audit: required → refusals'],
    [{}, { maxBodyBytes: 5 * 1024 ** 3 }, 'loosened body: 1KiB → 5GiB'],
    [{}, { maxHeaderBytes: 1500 }, 'tightened requestHeaders: 32KiB → 1500B'],
    [{}, { timeoutMs: 1500 }, "loosened timeout: the origin's → 1.5s"],
    [{}, { cache: 'origin' }, 'loosened cache: private → origin'],
    [
      {},
      { cookies: { ...DEFAULT_COOKIES, domain: 'keep' } },
      `loosened cookies: domain host; ${COOKIES_REST} → domain keep; ${COOKIES_REST}`,
    ],
    [
      { headers: responsePolicyOf([['x-frame-options', 'DENY']]) },
      { headers: responsePolicyOf([]) },
      'loosened headers: x-frame-options: DENY → none',
    ],
    [{ cors: CORS }, { cors: { ...CORS, expose: ['x-total'] } }, 'expose x-total'],
  ])('%j → %j', (old, next, expected) => {
    const entries = between(old, next, '/x');
    expect(entries).toHaveLength(1);
    expect(entries[0]).toContain(expected);
  });

  it('tells of a limit by route that counts elsewhere, and of one that does not, nothing', () => {
    const policy = (id: string, by: 'route' | 'user'): Policy =>
      policyOf({
        limits: { api: limitOf('api', { quota: 5, by: [by] }) },
        routes: [routeOf('/x', { id, limits: ['api'] })],
      });
    expect(summary(diffPolicies(policy('a', 'route'), policy('b', 'route')))).toEqual([
      'loosened limits: api (of route a) → api (of route b)',
    ]);
    expect(summary(diffPolicies(policy('a', 'user'), policy('b', 'user')))).toEqual([]);
    expect(summary(diffPolicies(policy('a', 'user'), policy('a', 'route')))).toEqual([
      expect.stringMatching(/^loosened limit api: 5 per 1m by user;.* → 5 per 1m by route;/),
      'loosened limits: api → api (of route a)',
    ]);
  });

  it('tells of a limit that counts wider or narrower networks', () => {
    const policy = (ipv6PrefixLength: number): Policy =>
      policyOf({
        limits: { api: limitOf('api', { ipv6PrefixLength }) },
        routes: [routeOf('/x', { limits: ['api'] })],
      });
    expect(summary(diffPolicies(policy(56), policy(56)))).toEqual([]);
    expect(summary(diffPolicies(policy(64), policy(56)))).toEqual([
      expect.stringMatching(/^tightened limit api: .*; IPv6 by \/64; .* → .*; IPv6 by \/56;/),
    ]);
  });

  it('tells of settings of the whole gateway', () => {
    const old = policyOf({ routes: [routeOf('/x')] });
    const origin = { ...old.origins['app'], may: ['revoke'] } as NonNullable<(typeof old.origins)['app']>;
    const next = policyOf({
      routes: [routeOf('/x')],
      gateway: 'other-edge',
      session: { lifetimeSeconds: 3600, renew: null, at: 'rules.yaml:12' },
      clientAddress: { kind: 'header', header: 'x-forwarded-for', trustedProxies: rangesOf('10.0.0.0/8') },
      origins: { app: origin },
    });
    expect(summary(diffPolicies(old, next)).map((line) => line.split(':')[0])).toEqual([
      'loosened gateway',
      'loosened clientAddress',
      'loosened origin app',
      'loosened session',
    ]);
  });

  it.each<[string, Partial<ProviderRule>, Partial<ProviderRule>, string]>([
    [
      'another value of a claim',
      { roles: [grantTo({ kind: 'claim', claim: 'job', values: ['Yard or Fleet'] })] },
      { roles: [grantTo({ kind: 'claim', claim: 'job', values: ['Yard', 'Fleet'] })] },
      'job "Yard or Fleet" gets driver → job "Yard" or "Fleet" gets driver',
    ],
    [
      'two groups in place of one',
      { roles: [grantTo({ kind: 'group', group: 'A gets driver, group B' })] },
      { roles: [grantTo({ kind: 'group', group: 'A' }), grantTo({ kind: 'group', group: 'B' })] },
      'group "A gets driver, group B" gets driver → group "A" gets driver, group "B" gets driver',
    ],
    [
      'a method in place of a value of acr',
      { stepUp: { request: 'none', acr: ['otp'], amr: [] } },
      { stepUp: { request: 'none', acr: [], amr: ['otp'] } },
      'second factor shown by acr "otp", asked for by none → second factor shown by amr otp, asked for by none',
    ],
    [
      'another person by the same words',
      { client: { id: 'c1 by secret A', proof: { kind: 'secret', secret: 'B' } } },
      { client: { id: 'c1', proof: { kind: 'secret', secret: 'A by secret B' } } },
      'client "c1 by secret A" by secret B → client "c1" by secret A by secret B',
    ],
    [
      'another tenant',
      { tenant: { kind: 'claim', claim: 'org', tenants: { 'a for acme, b': 'acme' } } },
      { tenant: { kind: 'claim', claim: 'org', tenants: { a: 'acme', b: 'acme' } } },
      'tenant by org: "a for acme, b" for acme → tenant by org: "a" for acme, "b" for acme',
    ],
  ])('tells of %s', (_, old, next, expected) => {
    const policy = (changes: Partial<ProviderRule>): Policy =>
      policyOf({ routes: [routeOf('/x')], providers: { okta: providerOf(changes) } });
    const entries = summary(diffPolicies(policy(old), policy(next)));
    expect(entries).toHaveLength(1);
    const [before, after] = expected.split(' → ');
    expect(entries[0]).toMatch(/^loosened identity okta: /);
    expect(entries[0]?.split(' → ')[0]).toContain(before);
    expect(entries[0]?.split(' → ')[1]).toContain(after);
  });

  it('says nothing of scopes, roles and proxies in another order', () => {
    const policy = (turn: <T>(entries: readonly T[]) => readonly T[]): Policy =>
      policyOf({
        routes: [routeOf('/x')],
        providers: { okta: providerOf({ scopes: turn(['openid', 'groups']) }) },
        clientAddress: {
          kind: 'header',
          header: 'x-forwarded-for',
          trustedProxies: rangesOf(...turn(['10.0.0.0/8', '192.0.2.0/24'])),
        },
      });
    expect(
      summary(
        diffPolicies(
          policy((entries) => entries),
          policy((entries) => entries.toReversed()),
        ),
      ),
    ).toEqual([]);
  });

  it('takes a session with two roles where no one role passes both', () => {
    const policy = (role: string, signIn: boolean): Policy =>
      policyOf({ routes: [routeOf('/x', { access: rolesAccess({ roles: [role] }), signIn })] });
    const diff = diffPolicies(policy('owner', false), policy('reader', true));
    expect(summary(diff)).toEqual([
      'opened who: reader',
      'closed who: owner',
      'loosened signIn: false → for every host',
    ]);
    expect(diff.loosened[0]?.witness?.session?.roles).toEqual(['owner', 'reader']);
  });

  it('does not say how requests are treated that no one can make', () => {
    const closed = rolesAccess({ roles: ['ghost'] });
    expect(between({ access: closed, signIn: false }, { access: closed, signIn: true })).toEqual([]);
  });
});
