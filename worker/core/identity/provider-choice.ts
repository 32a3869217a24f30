import { routeNameOf } from '@portcullis/rules/engine';
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
  return servesTenant(provider, urlTenant) && leadsTo(routes, routeNameOf(provider.id));
}

/** Whether a route leads to the provider. @param name as routes write it */
export function leadsTo(routes: readonly RouteRule[], name: string): boolean {
  return routes.some(({ providers }) => providers.includes(name));
}

/** Whether sessions by the provider count at this host alone: no route of every host leads to it. */
export function countsAtHostAlone(provider: ProviderRule, { routes }: ProviderPlace): boolean {
  return !leadsTo(
    routes.filter(({ hosts }) => hosts === null),
    routeNameOf(provider.id),
  );
}

/** Whether people of the tenant may come from the provider, by what the rules say of it. */
export function servesTenant({ tenant }: ProviderRule, urlTenant: string | null): boolean {
  if (urlTenant === null) return true;
  return tenant.kind === 'claim' ? Object.values(tenant.tenants).includes(urlTenant) : tenant.tenant === urlTenant;
}

/** Whether a sign-in by the provider can show a second factor at all. */
export function showsSecondFactor({ stepUp }: ProviderRule): boolean {
  return stepUp !== null;
}
