export { parseRevocation } from './revocation-request.ts';
export type { RevocationScope } from './revocation-scope.ts';
export { parseStateEntry, type StateEntry, shownStateEntry } from './state-entry.ts';
export { parseTenantPolicy } from './tenant-policy-request.ts';
