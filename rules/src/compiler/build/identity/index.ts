export { buildIssuers } from './build-issuers.ts';
export { buildProviders } from './build-providers.ts';
export { buildTenantIdentity } from './build-tenant-identity.ts';
