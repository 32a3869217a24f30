export { checkShape, reportShape } from './check-shape.ts';
export { rulesJsonSchema } from './json-schema.ts';
export type { PlacedGroup, PlacedRoute } from './placed-route.ts';
export type { LimitEntry, OriginEntry, RulesFile } from './schema.ts';
export type { AccessEntry, AccessMap } from './schema-access.ts';
export type { IssuerEntry, ProviderEntry, TenantIdentityEntry } from './schema-identity.ts';
export type { PagesEntry } from './schema-pages.ts';
export { type HostsEntry, isRouteGroup, type RouteEntry } from './schema-route.ts';
export type { RenewEntry } from './schema-session.ts';
