export { forgetSessions } from './forget-sessions.ts';
export { issuedSession, issuerOf } from './issued-session.ts';
export { keepSession, withRenewal } from './keep-session.ts';
export { keepSource, sourceOfSession, type VouchedSource, vouchedSource } from './keep-source.ts';
export { renewSession } from './renew-session.ts';
export { revokeSession } from './revoke-session.ts';
export { cookieOfSession, cookiesInTime, giveRoleCookie } from './role-cookie.ts';
export { stateUnavailable } from './state-unavailable.ts';
export { takeToken } from './take-token.ts';
