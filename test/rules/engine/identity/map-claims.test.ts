import { LONG_AGO_SECONDS, type MappedIdentity, type MappingFacts, mapClaims } from '@portcullis/rules/engine';
import type { ProviderRule, RoleGrant } from '@portcullis/rules/policy';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const NOW = 1_790_000_000;
const AT = 'rules.yaml:7';

const RULE: ProviderRule = {
  id: 'okta',
  issuer: 'https://acme.okta.example',
  ofManyDirectories: false,
  client: { id: '0oa1', proof: { kind: 'secret', secret: 'OKTA_CLIENT_SECRET' } },
  scopes: ['openid'],
  user: 'sub',
  tenant: { kind: 'fixed', tenant: 'acme' },
  roles: [grantOf({ kind: 'group', group: 'Finance' }, ['accounting'])],
  stepUp: null,
  window: null,
  signals: { scim: null, universalLogout: false, backchannelLogout: false, events: null },
  at: AT,
};
const FACTS: MappingFacts = {
  directoryGroups: null,
  roles: new Set(['accounting', 'driver', 'owner']),
  nowSeconds: NOW,
};
const CLAIMS = { sub: '00u1', groups: ['Finance'], auth_time: NOW - 60, amr: ['pwd'] };

function grantOf(match: RoleGrant['match'], grant: readonly string[]): RoleGrant {
  return { match, grant, at: AT };
}

function map(
  rule: Partial<ProviderRule> = {},
  claims: Readonly<Record<string, unknown>> = {},
  facts: Partial<MappingFacts> = {},
): MappedIdentity | string {
  const given = Object.fromEntries(Object.entries({ ...CLAIMS, ...claims }).filter(([, value]) => value !== undefined));
  const result = mapClaims({ ...RULE, ...rule }, given, { ...FACTS, ...facts });
  return 'reason' in result ? result.reason : result;
}

test('a person whom the rules grant a role gets tenant, user and role', () => {
  expect(map()).toEqual({
    user: '00u1',
    tenant: 'acme',
    roles: ['accounting'],
    authenticationMethods: ['pwd'],
    authenticatedAtSeconds: NOW - 60,
    notAfter: null,
  } satisfies MappedIdentity);
});

describe('user', () => {
  test('Entra ID names people by "oid", and "sub" does not count', () => {
    expect(map({ user: 'oid' }, { oid: 'd3f4', sub: 'pairwise' })).toMatchObject({ user: 'd3f4' });
    expect(map({ user: 'oid' })).toBe('identity_unmatched');
  });

  test.each([undefined, '', 7, null, ['00u1'], { id: 1 }, 'a\nb', 'x'.repeat(257), 'token:ci'])(
    'no user is made of %j',
    (sub) => {
      expect(map({}, { sub })).toBe('identity_unmatched');
    },
  );

  test('a member that every object has is no claim', () => {
    expect(map({ user: 'constructor' })).toBe('identity_unmatched');
  });

  test.each([
    [true, 'ann@acme.example'],
    [false, 'identity_unmatched'],
    ['true', 'identity_unmatched'],
    [undefined, 'identity_unmatched'],
  ])('an address counts only where the provider has verified it: %j', (verified, expected) => {
    const mapped = map({ user: 'email' }, { email: 'ann@acme.example', email_verified: verified });
    expect(typeof mapped === 'string' ? mapped : mapped.user).toBe(expected);
  });
});

describe('tenant', () => {
  const byTid = { tenant: { kind: 'claim', claim: 'tid', tenants: { '72f9-acme': 'acme' } } } as const;
  const byHd = {
    tenant: { kind: 'claim', claim: 'hd', tenants: { 'acme.com': 'acme', 'globex.com': 'globex' } },
  } as const;

  test('a claim that the rules list names it', () => {
    expect(map(byTid, { tid: '72f9-acme' })).toMatchObject({ tenant: 'acme' });
    expect(map(byHd, { hd: 'globex.com' })).toMatchObject({ tenant: 'globex' });
  });

  test.each([
    ['an organization that is not listed', byTid, { tid: '9188-consumers' }],
    ['a consumer account of Google, which has no "hd"', byHd, {}],
    ['a domain in other letters', byHd, { hd: 'ACME.com' }],
    ['a domain that holds a listed one', byHd, { hd: 'evil-acme.com' }],
    ['a list of domains', byHd, { hd: ['acme.com'] }],
    ['the name of a member that every object has', byHd, { hd: '__proto__' }],
    ['the same, as a method', byHd, { hd: 'toString' }],
  ])('%s gives no session', (_what, rule, claims) => {
    expect(map(rule, claims)).toBe('identity_tenant_unmatched');
  });

  test('an id that cannot be a tenant is none, even if the rules name it', () => {
    expect(map({ tenant: { kind: 'claim', claim: 'hd', tenants: { 'acme.com': 'Acme!' } } }, { hd: 'acme.com' })).toBe(
      'identity_tenant_unmatched',
    );
  });
});

describe('roles', () => {
  const grants = [
    grantOf({ kind: 'group', group: 'Finance' }, ['accounting']),
    grantOf({ kind: 'group', group: 'Drivers' }, ['driver']),
    grantOf({ kind: 'claim', claim: 'roles', values: ['Gate.Owner'] }, ['owner', 'accounting']),
  ];
  const rolesOf = (claims: Readonly<Record<string, unknown>>, facts: Partial<MappingFacts> = {}) => {
    const mapped = map({ roles: grants }, { groups: undefined, ...claims }, facts);
    return typeof mapped === 'string' ? mapped : [...mapped.roles].sort();
  };

  test('every grant that matches adds its roles', () => {
    expect(rolesOf({ groups: ['Drivers', 'Finance', 'Choir'] })).toEqual(['accounting', 'driver']);
    expect(rolesOf({ groups: ['Finance'], roles: ['Gate.Owner'] })).toEqual(['accounting', 'owner']);
    expect(rolesOf({ roles: 'Gate.Owner' })).toEqual(['accounting', 'owner']);
  });

  test.each([
    ['nothing', {}],
    ['other groups', { groups: ['Choir'] }],
    ['a group in other letters', { groups: ['finance'] }],
    ['groups as one text', { groups: 'Finance,Drivers' }],
    ['groups as an object', { groups: { Finance: true } }],
    ['groups in a list of lists', { groups: [['Finance']] }],
    ['null', { groups: null }],
  ])('where nothing matches, there is no session and no default role: %s', (_what, claims) => {
    expect(rolesOf(claims)).toBe('identity_unmatched');
  });

  test('groups of the directory count beside those of the token', () => {
    expect(rolesOf({ groups: ['Finance'] }, { directoryGroups: ['Drivers'] })).toEqual(['accounting', 'driver']);
  });

  test('roles that the rules do not declare are not granted', () => {
    expect(rolesOf({ groups: ['Finance', 'Drivers'] }, { roles: new Set(['driver']) })).toEqual(['driver']);
    expect(rolesOf({ groups: ['Finance'] }, { roles: new Set(['driver']) })).toBe('identity_unmatched');
  });

  test('a grant for anyone holds for everyone of the tenant', () => {
    const anyone = [grantOf({ kind: 'anyone' }, ['driver'])];
    expect(map({ roles: anyone }, { groups: undefined })).toMatchObject({ roles: ['driver'] });
  });

  test('a claim by which rules grant is compared as text, and an address only if verified', () => {
    const bySwitch = [grantOf({ kind: 'claim', claim: 'staff', values: ['true'] }, ['driver'])];
    expect(map({ roles: bySwitch }, { staff: true })).toMatchObject({ roles: ['driver'] });
    const byAddress = [grantOf({ kind: 'claim', claim: 'email', values: ['ann@acme.example'] }, ['owner'])];
    expect(map({ roles: byAddress }, { email: 'ann@acme.example' })).toBe('identity_unmatched');
    expect(map({ roles: byAddress }, { email: 'ann@acme.example', email_verified: true })).toMatchObject({
      roles: ['owner'],
    });
  });
});

describe('groups that the provider withholds', () => {
  const MARKERS = [
    { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: 'https://graph.example' } } },
    { hasgroups: true },
    { hasgroups: 'true' },
  ];

  test.each(MARKERS)('give no session where a rule asks for a group: %j', (marker) => {
    expect(map({}, { groups: undefined, ...marker })).toBe('groups_withheld');
    // Part of the groups is as bad as none: the part that is left out may be the one that a rule needs.
    expect(map({}, marker)).toBe('groups_withheld');
  });

  test.each(MARKERS)('do not matter where the rules ask for app roles alone: %j', (marker) => {
    const roles = [grantOf({ kind: 'claim', claim: 'roles', values: ['Driver'] }, ['driver'])];
    expect(map({ roles }, { groups: undefined, roles: ['Driver'], ...marker })).toMatchObject({ roles: ['driver'] });
  });

  test.each(MARKERS)('do not matter where the directory has them: %j', (marker) => {
    expect(map({}, { groups: undefined, ...marker }, { directoryGroups: ['Finance'] })).toMatchObject({
      roles: ['accounting'],
    });
    expect(map({}, { groups: undefined, ...marker }, { directoryGroups: [] })).toBe('identity_unmatched');
  });

  test('what says that none are withheld, or points elsewhere for something else, is no marker', () => {
    expect(map({}, { hasgroups: false, _claim_names: { address: 'src1' } })).toMatchObject({ roles: ['accounting'] });
  });
});

describe('how and when', () => {
  const stepUp = { request: 'acr', acr: ['urn:okta:loa:2fa:any'], amr: ['otp', 'hwk'] } as const;
  const methodsOf = (rule: Partial<ProviderRule>, claims: Readonly<Record<string, unknown>>) => {
    const mapped = map(rule, claims);
    return typeof mapped === 'string' ? mapped : mapped.authenticationMethods;
  };

  test('second factors of a provider whose word the rules do not take are left out', () => {
    expect(methodsOf({}, { amr: ['pwd', 'otp', 'mfa', 'hwk'] })).toEqual(['pwd']);
    expect(methodsOf({}, { acr: 'urn:okta:loa:2fa:any' })).toEqual(['pwd']);
  });

  test('a method or context class that the rules take for one shows it', () => {
    expect(methodsOf({ stepUp }, { amr: ['pwd', 'otp'] })).toEqual(['mfa', 'pwd', 'otp']);
    expect(methodsOf({ stepUp }, { acr: 'urn:okta:loa:2fa:any' })).toEqual(['mfa', 'pwd']);
    const entra = { request: 'acrs', acr: ['c1'], amr: [] } as const;
    expect(methodsOf({ stepUp: entra }, { amr: undefined, acrs: ['c1', 'c2'] })).toEqual(['mfa']);
  });

  test('others do not, under any name that the provider gives them', () => {
    expect(methodsOf({ stepUp }, { amr: ['pwd', 'sms', 'mfa'] })).not.toContain('mfa');
    expect(methodsOf({ stepUp }, { acr: 'urn:okta:loa:1fa:any' })).toEqual(['pwd']);
    expect(methodsOf({ stepUp }, { amr: { otp: true } })).toEqual([]);
  });

  test('a sign-in whose time is not stated passes for one of long ago', () => {
    expect(map({}, { auth_time: undefined })).toMatchObject({ authenticatedAtSeconds: LONG_AGO_SECONDS });
  });

  test('a clock that is a little ahead is forgiven, and not passed on', () => {
    expect(map({}, { auth_time: NOW + 5 })).toMatchObject({ authenticatedAtSeconds: NOW });
  });

  test.each([NOW + 6, '1790000000', 0, -1, null, Number.NaN])('%s is not a time of sign-in', (time) => {
    expect(map({}, { auth_time: time })).toBe('identity_failed');
  });
});

test('no claims of any shape give a session without a grant that matches', () => {
  const anything = fc.dictionary(
    fc.constantFrom('groups', 'roles', 'hd', 'hasgroups', '_claim_names', 'amr', 'acr', 'email', 'email_verified'),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(anything, (claims) => {
      const mapped = map({}, { groups: undefined, ...claims });
      const groups = claims['groups'];
      const holds = groups === 'Finance' || (Array.isArray(groups) && groups.includes('Finance'));
      if (!holds) expect(typeof mapped).toBe('string');
    }),
  );
});

describe('the window of a guest', () => {
  const window = { notBefore: 'from', notAfter: 'until' };
  const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

  test.each<[Readonly<Record<string, unknown>>, number | null]>([
    [{}, null],
    [{ from: '', until: null }, null],
    [{ until: NOW + 60 }, NOW + 60],
    [{ from: NOW, until: iso(NOW + 60) }, NOW + 60],
    [{ from: iso(NOW - 60), until: '2030-01-31T08:00:00+02:00' }, Date.parse('2030-01-31T06:00:00Z') / 1000],
  ])('by %j ends at %j', (claims, notAfter) => {
    expect(map({ window }, claims)).toMatchObject({ notAfter });
  });

  test.each<[Readonly<Record<string, unknown>>, string]>([
    [{ from: NOW + 1 }, 'identity_inactive'],
    [{ until: NOW }, 'identity_inactive'],
    [{ until: iso(NOW - 1) }, 'identity_inactive'],
    [{ until: 'tomorrow' }, 'identity_failed'],
    [{ until: '2030-01-31' }, 'identity_failed'],
    [{ until: -1 }, 'identity_failed'],
    [{ until: [NOW + 60] }, 'identity_failed'],
    [{ from: true }, 'identity_failed'],
  ])('by %j gives no session: %s', (claims, reason) => {
    expect(map({ window }, claims)).toBe(reason);
  });

  test('by one claim alone takes no notice of the other', () => {
    expect(map({ window: { notBefore: null, notAfter: 'until' } }, { from: NOW + 60 })).toMatchObject({
      notAfter: null,
    });
  });
});
