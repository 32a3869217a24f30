export { isOfManyDirectories, matchesIssuer, readIssuer } from './issuer-pattern.ts';
export {
  LONG_AGO_SECONDS,
  type MappedIdentity,
  type MappingFacts,
  mapClaims,
  matchingGrants,
  type ProviderClaims,
} from './map-claims.ts';
export * from './moment.ts';
export { type ParsedTenantProvider, parseTenantProvider } from './parse-tenant-provider.ts';
export {
  providerOfTenant,
  routeNameOf,
  showTenantProvider,
  type TenantProvider,
  tenantOfProvider,
  tenantProviderId,
} from './tenant-provider.ts';
