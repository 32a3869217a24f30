export type { ActAs, AnonymousContext, SignedInContext, TenantContext } from './context-from-claims.ts';
export { type ContextVerifier, type ContextVerifierOptions, createContextVerifier } from './context-verifier.ts';
export { ConfigurationError, ContextError, type ContextErrorCode, GrantError } from './errors.ts';
export type { ContextAlgorithm, JwkSetInput } from './keys.ts';
export {
  createSessionGrants,
  type SessionGrant,
  type SessionGrants,
  type SessionGrantsOptions,
} from './session-grants.ts';
