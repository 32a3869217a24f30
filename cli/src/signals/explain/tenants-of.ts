import type { ProviderRule } from '@portcullis/rules/policy';

/** The tenants to which people of a provider can belong. */
export function tenantsOf({ tenant }: ProviderRule): readonly string[] {
  return tenant.kind === 'claim' ? [...new Set(Object.values(tenant.tenants))] : [tenant.tenant];
}
