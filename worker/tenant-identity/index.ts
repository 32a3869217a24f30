export type { OidcClient } from '../adapters/oidc.ts';
export type { TenantProviders } from '../providers.ts';
export { changesOf } from './changes-of.ts';
export { clientOfSource } from './client-of-source.ts';
export { type EndedPeople, endBroughtSessions } from './end-brought-sessions.ts';
export { type KeptProvider, readTenantDocument, readTenantProvider, writeTenantProvider } from './kept-provider.ts';
export { problemOf } from './problem-of.ts';
export { type NoClient, providerClient } from './provider-client.ts';
