export {
  LONG_AGO_SECONDS,
  type MappedIdentity,
  type MappingFacts,
  mapClaims,
  matchingGrants,
  type ProviderClaims,
} from './map-claims.ts';
export * from './moment.ts';
