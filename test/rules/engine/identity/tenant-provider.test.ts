import type { TenantIdentityRule } from '@portcullis/rules/policy';
import { describe, expect, test } from 'vitest';
import {
  mapClaims,
  parseTenantProvider,
  providerOfTenant,
  routeNameOf,
  showTenantProvider,
  type TenantProvider,
  tenantOfProvider,
  tenantProviderId,
} from '../../../../rules/src/engine/index.ts';

const RULE: TenantIdentityRule = {
  issuers: ['https://*.okta.com', 'https://login.microsoftonline.com/*/v2.0', 'https://accounts.google.com'],
  endpoints: [],
  grant: ['driver', 'owner'],
  stepUp: { acr: ['c1'], amr: ['otp', 'hwk'] },
  signals: { scim: null, universalLogout: true, backchannelLogout: false, events: null },
  keys: 'TENANT_KEYS',
  at: 'r:7',
};
/** Microsoft's directory of personal accounts. */
const PERSONAL_ACCOUNTS = 'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0';
const BODY = {
  issuer: 'https://acme.okta.com',
  client: { id: 'c1', secret: 'a secret of the client' },
  roles: [
    { group: 'Drivers', grant: ['driver'] },
    { claim: 'job', is: ['boss'], grant: ['owner', 'driver'] },
  ],
  stepUp: { acr: ['c1'], amr: ['otp'] },
};
const FACTS = { directoryGroups: null, roles: new Set(['driver', 'owner', 'admin']), nowSeconds: 1_800_000_000 };

function parsed(changes: object = {}, before: TenantProvider | null = null): TenantProvider {
  const asked = parseTenantProvider({ ...BODY, ...changes }, { rule: RULE, development: false, before });
  if (!asked.ok) throw new Error(asked.problem);
  return asked.provider;
}

function problemOf(changes: object, before: TenantProvider | null = null): string | null {
  const asked = parseTenantProvider({ ...BODY, ...changes }, { rule: RULE, development: false, before });
  return asked.ok ? null : asked.problem;
}

function mapped(claims: object, document = parsed(), rule = RULE, tenant = 'acme') {
  const provider = providerOfTenant(document, tenant, rule);
  if (provider === null) throw new Error('outside');
  return mapClaims(provider, { sub: '7', groups: ['Drivers'], ...claims }, FACTS);
}

describe('a person of a tenant that brings its provider', () => {
  test('is of that tenant, under an id of that issuer', () => {
    expect(mapped({ tid: 'globex', tenant: 'globex' })).toMatchObject({
      tenant: 'acme',
      user: 'https://acme.okta.com#7',
      roles: ['driver'],
    });
  });

  test.each([
    ['', 'identity_unmatched'],
    ['x'.repeat(240), 'identity_unmatched'],
  ])('has no session as %j', (sub, reason) => {
    expect(mapped({ sub })).toMatchObject({ reason });
  });

  test('never has the id of someone of another issuer', () => {
    const ids = [
      ['https://acme.okta.com', '7'],
      ['https://acme.okta.com', 'https://globex.okta.com#7'],
      ['https://globex.okta.com', '7'],
      ['https://login.microsoftonline.com/1/v2.0', '7'],
      ['https://login.microsoftonline.com/1/v2.0', '#7'],
    ].map(([issuer, sub]) => (mapped({ sub }, parsed({ issuer })) as { user: string }).user);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('is not anyone whom a provider of the rules names so', () => {
    const own = providerOfTenant(parsed(), 'acme', RULE);
    if (own === null) throw new Error('outside');
    const ofRules = { ...own, id: 'okta', tenant: { kind: 'fixed', tenant: 'acme' } as const };
    expect(mapClaims(ofRules, { sub: 'https://acme.okta.com#7', groups: ['Drivers'] }, FACTS)).toMatchObject({
      reason: 'identity_unmatched',
    });
    expect(mapClaims(ofRules, { sub: '7', groups: ['Drivers'] }, FACTS)).toMatchObject({ user: '7' });
  });

  test('has the roles that the rules allow today', () => {
    expect(mapped({ job: 'boss' })).toMatchObject({ roles: ['driver', 'owner'] });
    expect(mapped({ job: 'boss' }, parsed(), { ...RULE, grant: ['driver'] })).toMatchObject({ roles: ['driver'] });
    expect(mapped({ job: 'boss' }, parsed(), { ...RULE, grant: ['admin'] })).toMatchObject({
      reason: 'identity_unmatched',
    });
  });

  test('proves what document and rules take for proof', () => {
    const methods = (rule = RULE) => mapped({ amr: ['otp', 'hwk'], acr: 'c1' }, parsed(), rule);
    expect(methods()).toMatchObject({ authenticationMethods: ['mfa', 'otp'] });
    expect(methods({ ...RULE, stepUp: { acr: [], amr: ['hwk'] } })).toMatchObject({ authenticationMethods: [] });
    expect(methods({ ...RULE, stepUp: null })).toMatchObject({ authenticationMethods: [] });
  });

  test('never proves more by a password, though the rules would take it', () => {
    const rule = { ...RULE, stepUp: { acr: [], amr: ['pwd', 'otp'] } };
    const asked = parseTenantProvider(
      { ...BODY, stepUp: { amr: ['pwd'] } },
      { rule, development: false, before: null },
    );
    expect(asked).toEqual({
      ok: false,
      problem: '"stepUp.amr[0]" is none of the values that the rules allow: otp.',
    });
  });

  test('has the claim that everyone must have', () => {
    const document = parsed({ require: { claim: 'hd', is: ['acme.com'] } });
    expect(mapped({ hd: 'acme.com' }, document)).toMatchObject({ tenant: 'acme' });
    for (const hd of ['globex.com', undefined, ['globex.com'], { 'acme.com': 1 }])
      expect(mapped({ hd }, document)).toMatchObject({ reason: 'identity_tenant_unmatched', detail: 'claim "hd"' });
  });
});

test('a provider whose issuer the rules no longer allow is none', () => {
  expect(providerOfTenant(parsed(), 'acme', { ...RULE, issuers: ['https://*.auth0.com'] })).toBeNull();
});

test.each([
  ['tenant.acme', 'acme', 'tenant'],
  ['tenant', null, 'tenant'],
  ['tenant.', null, 'tenant.'],
  ['tenant.ACME', null, 'tenant.ACME'],
  ['tenant.a.b', null, 'tenant.a.b'],
  ['tenant.__proto__', null, 'tenant.__proto__'],
  ['okta', null, 'okta'],
])('%s is the provider of %s, to which routes lead as %s', (id, tenant, name) => {
  expect([tenantOfProvider(id), routeNameOf(id)]).toEqual([tenant, name]);
  if (tenant !== null) expect(tenantProviderId(tenant)).toBe(id);
});

describe('a document', () => {
  test('is shown without the secret, and taken again as it was shown', () => {
    const document = parsed();
    expect(JSON.stringify(showTenantProvider(document))).not.toContain('a secret');
    expect(parsed(showTenantProvider(document), document)).toEqual(document);
  });

  test.each<[object, string]>([
    [{ client: { id: 'c2' } }, '"client.secret" is missing'],
    [{ client: { id: 'c1' }, issuer: 'https://globex.okta.com' }, '"client.secret" is missing'],
    [{ client: { id: 'c1', secret: 'line\nbreak-here' } }, '"client.secret" is missing'],
    [{ client: { id: 'c1', key: 'x' } }, '"client.key" is unknown'],
    [{ client: 'c1' }, '"client" is not an object'],
    [{ issuer: undefined }, '"issuer" is not an https URL'],
    [{ issuer: 'https://*.okta.com' }, '"issuer"'],
    [{ issuer: 'https://login.microsoftonline.com/organizations/v2.0' }, '"issuer" stands for every directory'],
    [{ issuer: 'https://accounts.google.com' }, '"require" is missing'],
    [{ issuer: PERSONAL_ACCOUNTS }, '"require" is missing'],
    [{ roles: Array.from({ length: 101 }, () => BODY.roles[0]) }, '"roles" is not a list of 1 to 100'],
    [{ roles: [{ group: 'x'.repeat(257), grant: ['driver'] }] }, '"roles[0].group"'],
    [{ roles: [{ claim: 'a b', is: 'x', grant: ['driver'] }] }, '"roles[0].claim"'],
    [{ roles: [{ claim: 'job', grant: ['driver'] }] }, '"roles[0].is"'],
    [{ roles: [{ group: 'x', is: 'y', grant: ['driver'] }] }, '"roles[0].is" says nothing'],
    [{ roles: [{ anyone: false, grant: ['driver'] }] }, '"roles[0].anyone" can only be true'],
    [{ roles: [{ group: 'x', grant: ['admin'] }] }, '"roles[0].grant[0]" is none of the roles'],
    [{ roles: [{ group: 'x', grant: [], more: 1 }] }, '"roles[0].more" is unknown'],
    [{ user: '' }, '"user"'],
    [{ scopes: ['a b'] }, '"scopes[0]"'],
    [{ stepUp: { acr: ['c2'] } }, '"stepUp.acr[0]" is none'],
    [{ stepUp: {} }, '"stepUp" names nothing'],
    [{ stepUp: { amr: ['otp'], request: 'acr' } }, '"stepUp.request" has no "acr"'],
    [{ stepUp: { amr: ['otp'], request: 'x' } }, '"stepUp.request" is acr'],
    [{ require: { claim: 'hd' } }, '"require.is"'],
    [{ constructor: {} }, '"constructor" is unknown'],
  ])('with %j is refused', (changes, problem) => {
    expect(problemOf(changes, parsed())).toContain(problem);
  });

  test('keeps the secret that is there, for the same issuer and client', () => {
    const before = parsed();
    expect(parsed({ client: { id: 'c1' } }, before).client).toEqual(before.client);
  });

  test('is nothing where the body is none', () => {
    expect(parseTenantProvider(null, { rule: RULE, development: false, before: null })).toMatchObject({ ok: false });
  });
});
