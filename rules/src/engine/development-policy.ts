import {
  type IssuerRule,
  type OriginRule,
  type Policy,
  type ProviderRule,
  TENANT_PROVIDER,
  type TenantIdentityRule,
} from '../policy/index.ts';

/** The policy as it holds on one's own machine: `development` in place of what it names. */
export function developmentPolicy(policy: Policy): Policy {
  const { development } = policy;
  if (development === undefined) return policy;
  const { hosts, originUrls, identityIssuers, issuerKeys } = development;
  return {
    ...policy,
    hosts,
    origins: withUrls(policy.origins, originUrls, originAt),
    providers: withUrls(policy.providers, identityIssuers, providerAt),
    tenantIdentity: tenantIdentityAt(policy.tenantIdentity, identityIssuers[TENANT_PROVIDER]),
    issuers: withUrls(policy.issuers, issuerKeys, issuerWithKeysAt),
  };
}

function withUrls<Rule>(
  rules: Readonly<Record<string, Rule>>,
  urls: Readonly<Record<string, string>>,
  place: (rule: Rule, url: string) => Rule,
): Readonly<Record<string, Rule>> {
  return Object.fromEntries(
    Object.entries(rules).map(([id, rule]) => {
      const url = urls[id];
      return [id, url === undefined ? rule : place(rule, url)];
    }),
  );
}

/** The host that a client asked for goes through a binding, which leads to the URL. */
function originAt(origin: OriginRule, url: string): OriginRule {
  return origin.host === 'public' ? origin : { ...origin, target: { kind: 'url', url }, certificate: null };
}

function providerAt(provider: ProviderRule, issuer: string): ProviderRule {
  return { ...provider, issuer, ofManyDirectories: false };
}

/** Every tenant's provider is the one of this machine. */
function tenantIdentityAt(rule: TenantIdentityRule | null, issuer: string | undefined): TenantIdentityRule | null {
  return rule === null || issuer === undefined ? rule : { ...rule, issuers: [issuer] };
}

function issuerWithKeysAt(issuer: IssuerRule, url: string): IssuerRule {
  const { keys } = issuer;
  return keys.kind === 'jwks' ? { ...issuer, keys: { ...keys, url } } : issuer;
}
