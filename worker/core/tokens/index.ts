export { type AdminCaller, type AdminIssuer, verifyAdminToken } from './admin-token.ts';
export { createSigner, createVerifier, type Signer, type Verifier } from './compact-jws.ts';
export { importEd25519Ring, importHmacRing, type KeyRing, KeyRingError } from './key-ring.ts';
export { CLEARED_ROLE_COOKIE, fitsCookie, ROLE_COOKIE, roleCookie, splitCookies } from './role-cookie.ts';
export { claimsOfSession, isText, isTime, sessionFromToken } from './session.ts';
export { sessionFromGrant } from './session-grant.ts';
export { sha256 } from './sha256.ts';
export { sharedKeyProblems } from './shared-keys.ts';
export { signInLink } from './sign-in-link.ts';
