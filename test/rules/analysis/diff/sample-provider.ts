import type { ProviderRule, RoleGrant } from '@portcullis/rules/policy';

export function grantTo(match: RoleGrant['match']): RoleGrant {
  return { match, grant: ['driver'], at: 'rules.yaml:1' };
}

/** A provider that lets everyone in, but for the changes. */
export function providerOf(changes: Partial<ProviderRule>): ProviderRule {
  return {
    id: 'okta',
    issuer: 'https://acme.okta.com',
    ofManyDirectories: false,
    client: { id: 'c1', proof: { kind: 'secret', secret: 'OKTA_SECRET' } },
    scopes: ['openid'],
    user: 'sub',
    tenant: { kind: 'fixed', tenant: 'acme' },
    roles: [grantTo({ kind: 'anyone' })],
    stepUp: null,
    window: null,
    signals: { scim: null, universalLogout: false, backchannelLogout: false, events: null },
    at: 'rules.yaml:1',
    ...changes,
  };
}
