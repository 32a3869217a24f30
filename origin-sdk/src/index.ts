export * from './access.ts';
export type { ActAs, AnonymousContext, SignedInContext, TenantContext } from './context-from-claims.ts';
export {
  type ContextVerifier,
  type ContextVerifierOptions,
  createContextVerifier,
  type ReceivedRequest,
} from './context-verifier.ts';
export { ConfigurationError, ContextError, type ContextErrorCode, GrantError } from './errors.ts';
export type { ContextAlgorithm, JwkSetInput } from './keys/jwk-set.ts';
export { type RemoteJwkSet, type RemoteJwkSetOptions, remoteJwkSet } from './keys/remote-jwk-set.ts';
export * from './register.ts';
export { type MemoryReplayStoreOptions, memoryReplayStore } from './replay/memory-replay-store.ts';
export type { ReplayStore } from './replay/replay-check.ts';
export type { RewritingProxy } from './request-binding.ts';
export {
  createSessionGrants,
  type SessionGrant,
  type SessionGrants,
  type SessionGrantsOptions,
} from './session-grants.ts';
