export { type AdminCaller, type AdminIssuer, verifyAdminToken } from './admin-token.ts';
export { importClientKey } from './client-key.ts';
export { createSigner, createVerifier, type JwsResult, type Signer, type Verifier } from './compact-jws.ts';
export { importEd25519Ring, importHmacRing, type KeyRing, KeyRingError, secretKeys } from './key-ring.ts';
export { newNonce } from './nonce.ts';
export {
  ATTEMPT_COOKIE_PREFIX,
  CLEARED_ROLE_COOKIE,
  fitsCookie,
  ROLE_COOKIE,
  ROLE_COOKIE_ATTRIBUTES,
  roleCookie,
  splitCookies,
} from './role-cookie.ts';
export { createSealer, type Sealer } from './sealer.ts';
export { claimsOfSession, isText, isTime, MAX_ACTING_SECONDS, sessionFromToken, texts } from './session.ts';
export { sessionFromGrant } from './session-grant.ts';
export { sha256 } from './sha256.ts';
export { sharedKeyProblems } from './shared-keys.ts';
export { backLink, signInLink, wantedPage } from './sign-in-link.ts';
export { type RememberingVerifier, rememberVerified } from './token-memory.ts';
