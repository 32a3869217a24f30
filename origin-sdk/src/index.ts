export * from './access.ts';
export type { TenantPolicy } from './context/tenant-policy.ts';
export type { ActAs, AnonymousContext, SignedInContext, TenantContext } from './context-from-claims.ts';
export {
  type ContextVerifier,
  type ContextVerifierOptions,
  createContextVerifier,
  type ReceivedRequest,
} from './context-verifier.ts';
export { ConfigurationError, ContextError, type ContextErrorCode, GrantError } from './errors.ts';
export { createGateClient, type GateClient, type GateClientOptions } from './gate/gate-client.ts';
export { type GateAnswer, GateError, type GateErrorCode } from './gate/gate-error.ts';
export type { Revocation, RevocationScope } from './gate/gate-records.ts';
export {
  createSessionGrants,
  type SessionGrant,
  type SessionGrants,
  type SessionGrantsOptions,
} from './gate/session-grants.ts';
export type { AdapterOptions } from './guard.ts';
export type { ContextAlgorithm, JwkSetInput } from './keys/jwk-set.ts';
export { type RemoteJwkSet, type RemoteJwkSetOptions, remoteJwkSet } from './keys/remote-jwk-set.ts';
export type { TestKeys } from './keys/test-keys.ts';
export { PortcullisError } from './portcullis-error.ts';
export * from './register.ts';
export { type MemoryReplayStoreOptions, memoryReplayStore } from './replay/memory-replay-store.ts';
export { type RedisReplayStoreOptions, redisReplayStore } from './replay/redis-replay-store.ts';
export type { ReplayStore } from './replay/replay-check.ts';
export type { RewritingProxy } from './request-binding.ts';
