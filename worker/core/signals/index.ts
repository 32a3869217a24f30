export { verifyGlobalRevocation } from './global-revocation.ts';
export { verifyLogoutToken } from './logout-token.ts';
export { verifySecurityEvent } from './security-event.ts';
export type { SignalPolicy, SignalResult } from './signal.ts';
