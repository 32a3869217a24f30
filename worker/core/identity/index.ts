export {
  LONG_AGO_SECONDS,
  type MappedIdentity,
  type MappingFacts,
  mapClaims,
  type ProviderClaims,
} from './map-claims.ts';
