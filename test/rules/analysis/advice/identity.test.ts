import type {
  IssuerRule,
  Policy,
  ProviderRule,
  RoleGrant,
  RouteRule,
  TenantIdentityRule,
} from '@portcullis/rules/policy';
import { describe, expect, test } from 'vitest';
import { providerOf as sampleProvider } from '../diff/sample-provider.ts';
import { advised, anyone, rolesAccess, routeOf, said } from './written.ts';

const GRANT: RoleGrant = { match: { kind: 'group', group: 'Drivers' }, grant: ['driver'], at: 'r:8' };

function providerOf(changes: Partial<ProviderRule> = {}): ProviderRule {
  return sampleProvider({
    roles: [GRANT],
    stepUp: { request: 'none', acr: [], amr: ['otp'] },
    signals: { scim: null, universalLogout: true, backchannelLogout: false, events: null },
    at: 'r:4',
    ...changes,
  });
}

/** Advice on one provider, to which a route leads. */
function saidOf(
  changes: Partial<ProviderRule>,
  { route, policy }: { readonly route?: Partial<RouteRule>; readonly policy?: Partial<Policy> } = {},
): string[] {
  const routes = [routeOf('/x', { at: 'r:20', providers: ['okta'], limits: [], ...route }), routeOf('/**')];
  return said(advised({ providers: { okta: providerOf(changes) }, routes, ...policy }));
}

const QUIET = { scim: null, universalLogout: false, backchannelLogout: false, events: null };
const TENANTS: TenantIdentityRule = {
  issuers: ['https://*.okta.com'],
  endpoints: [],
  grant: ['driver'],
  stepUp: null,
  signals: QUIET,
  keys: 'TENANT_KEYS',
  at: 'r:9',
};
const DAY = { lifetimeSeconds: 600, at: 'r:2' };
const RENEW = {
  idleSeconds: 3600,
  absoluteSeconds: 28_800,
  graceSeconds: 30,
  recheckSeconds: null,
  device: 'off',
} as const;

test('a provider in good order', () => {
  expect(saidOf({})).toEqual([]);
});

test('a provider to which no route leads', () => {
  expect(saidOf({}, { route: { providers: [] } })).toEqual([
    'unused_provider r:4 No route leads to identity provider "okta", so no one can sign in by it.',
  ]);
});

test('a grant to everyone', () => {
  expect(saidOf({ roles: [GRANT, { match: { kind: 'anyone' }, grant: ['driver'], at: 'r:9' }] })).toEqual([
    'anyone_signs_in r:9 Everyone whom identity provider "okta" signs in gets driver.',
  ]);
});

test('users by a name that changes hands', () => {
  expect(saidOf({ user: 'email' })).toEqual([
    'user_reassigned r:4 Identity provider "okta" names users by "email", which can change hands.',
  ]);
  expect(saidOf({ user: 'oid' })).toEqual([]);
});

test.each<[string, Partial<Policy>, string[]]>([
  ['sessions of minutes', {}, []],
  [
    'sessions of hours',
    { session: { ...DAY, renew: RENEW } },
    [
      'leavers_stay r:4 Identity provider "okta" says nothing of people who have left, and their sessions last up to 8 hours.',
    ],
  ],
  [
    'sessions for which the provider is asked again',
    { session: { ...DAY, renew: { ...RENEW, recheckSeconds: 600 } } },
    [],
  ],
])('no signals, with %s', (_name, policy, expected) => {
  expect(saidOf({ signals: QUIET }, { policy })).toEqual(expected);
});

test('a public route that names a provider', () => {
  expect(saidOf({}, { route: { access: anyone, methods: ['GET', 'HEAD'], lines: { signIn: 21 } } })).toEqual([
    'provider_on_public_route r:21 Route "/x" is public, so it never sends anyone to okta.',
  ]);
});

test.each<[string, Partial<ProviderRule>, string[], boolean]>([
  ['another method', {}, ['hwk'], true],
  ['its method', {}, ['hwk', 'otp'], false],
  ['two factors, which each method counts as', {}, ['mfa'], false],
  ['a password too', { stepUp: null }, ['pwd', 'hwk'], false],
  ['a recent sign-in alone', { stepUp: null }, [], false],
  ['any second factor, and it shows none', { stepUp: null }, ['otp', 'mfa'], true],
])('step-up that asks for %s', (_name, provider, methods, isAdvised) => {
  const access = rolesAccess({ stepUp: { withinSeconds: 900, methods } });
  const found = saidOf(provider, { route: { access, lines: { stepUp: 22 } } }).filter((line) =>
    line.startsWith('step_up_never_shown r:22 '),
  );
  expect(found).toHaveLength(isAdvised ? 1 : 0);
});

test.each<[string, TenantIdentityRule['stepUp'], string[], boolean]>([
  ['nothing shows', null, ['otp', 'mfa'], true],
  ['another method shows', { acr: [], amr: ['hwk'] }, ['otp'], true],
  ['one of its methods shows', { acr: [], amr: ['hwk'] }, ['otp', 'hwk'], false],
  ['a value of acr shows', { acr: ['phr'], amr: [] }, ['mfa'], false],
])("step-up by a tenant's own provider, where %s", (_name, stepUp, methods, isAdvised) => {
  const access = rolesAccess({ stepUp: { withinSeconds: 900, methods } });
  const route = { access, providers: ['tenant'], lines: { stepUp: 22 } };
  const found = saidOf({}, { route, policy: { tenantIdentity: { ...TENANTS, stepUp } } }).filter((line) =>
    line.startsWith('step_up_never_shown '),
  );
  expect(found).toEqual(
    isAdvised
      ? [
          `step_up_never_shown r:22 Route "/x" asks for ${methods.join(' or ')}, which a tenant's own provider can never show.`,
        ]
      : [],
  );
});

test('an issuer of every tenant', () => {
  const issuer: IssuerRule = {
    id: 'login',
    issuer: 'login',
    keys: { kind: 'secret', alg: 'HS256', secret: 'LOGIN_KEYS' },
    roles: ['driver'],
    tenants: 'any',
    bearer: false,
    at: 'r:6',
  };
  expect(said(advised({ issuers: { login: issuer } }))).toEqual([
    'issuer_of_every_tenant r:6 Issuer "login" may start sessions of every tenant.',
  ]);
  expect(said(advised({ issuers: { login: { ...issuer, tenants: ['acme'] } } }))).toEqual([]);
});

describe('sources that name people of one tenant', () => {
  const issuer = (id: string, tenants: IssuerRule['tenants']): IssuerRule => ({
    id,
    issuer: id,
    keys: { kind: 'secret', alg: 'HS256', secret: 'LOGIN_KEYS' },
    roles: ['driver'],
    tenants,
    bearer: false,
    at: `r:${id.length}`,
  });
  const sharedBy = (...issuers: readonly IssuerRule[]) =>
    said(advised({ issuers: Object.fromEntries(issuers.map((each) => [each.id, each])) })).filter((line) =>
      line.startsWith('users_shared'),
    );

  test('are named together', () => {
    expect(sharedBy(issuer('a', ['acme']), issuer('bb', ['acme', 'globex']), issuer('ccc', 'any'))).toEqual([
      'users_shared r:2 "a" and "bb" sign people in at the same tenants, and say who they are.',
      'users_shared r:3 "a" and "bb" and "ccc" sign people in at the same tenants, and say who they are.',
    ]);
  });

  test('are a provider and a login service, too', () => {
    const policy = { issuers: { login: issuer('login', ['acme']) } };
    expect(saidOf({ tenant: { kind: 'fixed', tenant: 'acme' } }, { policy })).toEqual([
      'users_shared r:5 "okta" and "login" sign people in at the same tenants, and say who they are.',
    ]);
    const mapped = { kind: 'claim', claim: 'tid', tenants: { x: 'globex' } } as const;
    expect(saidOf({ tenant: mapped }, { policy })).toEqual([]);
  });

  test('of different tenants are not', () => {
    expect(sharedBy(issuer('a', ['acme']), issuer('bb', ['globex']))).toEqual([]);
  });
});

test('providers that tenants bring', () => {
  const tenantIdentity = TENANTS;
  const bring =
    'tenants_bring_providers r:9 Each tenant may sign its people in as driver, by a provider of its own at https://*.okta.com.';
  const leading = { route: { providers: ['okta', 'tenant'] }, policy: { tenantIdentity } };
  expect(saidOf({}, leading)).toEqual([bring]);
  expect(saidOf({}, { policy: { tenantIdentity } })).toEqual([
    'unused_provider r:9 No route leads to the providers that tenants bring, so no one can sign in by them.',
    bring,
  ]);
});
