import type { ProviderRule, RouteRule } from '@portcullis/rules/policy';

/** Where a provider may sign people in. */
export interface ProviderPlace {
  /** Routes that decide at the host. */
  readonly routes: readonly RouteRule[];
  /** The tenant that the host names. */
  readonly urlTenant: string | null;
}

/** Whether a route of the host leads to the provider, and people of the host's tenant may come from it. */
export function servesPlace(provider: ProviderRule, { routes, urlTenant }: ProviderPlace): boolean {
  return servesTenant(provider, urlTenant) && routes.some(({ providers }) => providers.includes(provider.id));
}

/** Whether sessions by the provider count at this host alone: no route of every host leads to it. */
export function countsAtHostAlone(provider: ProviderRule, { routes }: ProviderPlace): boolean {
  return !routes.some(({ providers, hosts }) => hosts === null && providers.includes(provider.id));
}

/** Whether people of the tenant may come from the provider, by what the rules say of it. */
function servesTenant({ tenant }: ProviderRule, urlTenant: string | null): boolean {
  if (urlTenant === null) return true;
  return tenant.kind === 'fixed' ? tenant.tenant === urlTenant : Object.values(tenant.tenants).includes(urlTenant);
}

/** Whether a sign-in by the provider can show a second factor at all. */
export function showsSecondFactor({ stepUp }: ProviderRule): boolean {
  return stepUp !== null;
}
