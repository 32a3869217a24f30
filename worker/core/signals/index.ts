export { verifyGlobalRevocation } from './global-revocation.ts';
export { verifyLogoutToken } from './logout-token.ts';
export { verifySecurityEvent } from './security-event.ts';
export type { Signal, SignalPolicy, SignalProblem, SignalResult } from './signal.ts';
export type { KeySet } from './signed-token.ts';
export { namesOne, type SubjectRef } from './subject.ts';
