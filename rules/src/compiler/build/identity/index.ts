export { buildIssuers } from './build-issuers.ts';
export { buildProviders } from './build-providers.ts';
