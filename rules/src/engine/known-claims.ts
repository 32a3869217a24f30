import { formatAddress } from './address/index.ts';
import { type Identified, type Routed, sessionOf, tenantOf } from './decision.ts';
import type { Engine } from './engine.ts';
import { forwardedPath } from './target/index.ts';

/** Longest path and query that a context holds as they are; longer ones would not leave room in a header line. */
export const MAX_PLAIN_TARGET_CHARACTERS = 1024;
/** Length of a SHA-256 digest in base64url. */
export const TARGET_DIGEST_CHARACTERS = 43;

/** The claims of a tenant context that follow from the decision alone: all but its version, times and id. */
export interface KnownClaims {
  readonly iss: string;
  readonly aud: string;
  readonly tid?: string;
  readonly sub?: string;
  readonly roles?: readonly string[];
  readonly sid?: string;
  readonly amr?: readonly string[];
  readonly auth_time?: number;
  readonly act?: { readonly sub: string; readonly reason: string };
  readonly cnf?: { readonly jkt: string };
  readonly htm: string;
  readonly hth: string;
  /** Path and query as forwarded; absent where `htd` is there. */
  readonly htu?: string;
  /** SHA-256 of path and query as forwarded, base64url, where they are longer than {@link MAX_PLAIN_TARGET_CHARACTERS}. */
  readonly htd?: string;
  readonly cip?: string;
  readonly rid: string;
  readonly rul: string;
}

/**
 * Path and query as the route's origin gets them: what is forwarded, and what the context is bound to.
 * @throws {ReferenceError} for a route that leads to no origin
 */
export function forwardedTarget({ origins }: Engine, { request, route }: Routed): string {
  const origin = origins.get(route.origin);
  if (origin === undefined) throw new ReferenceError(`there is no origin "${route.origin}"`);
  const { path, query } = request.target;
  return `${forwardedPath(origin, path)}${query}`;
}

/** The target that a context is bound to by its digest; `null` where it holds the target as it is. */
export function digestedTarget(engine: Engine, decision: Routed): string | null {
  const target = forwardedTarget(engine, decision);
  return target.length > MAX_PLAIN_TARGET_CHARACTERS ? target : null;
}

/**
 * What an origin learns about a request that passed: the user and tenant, and the request itself.
 * @param digest SHA-256 of {@link digestedTarget} in base64url; hashing waits on most platforms, so that it is the caller's part
 */
export function knownClaims(engine: Engine, decision: Identified, digest: string | null): KnownClaims {
  const { policy } = engine;
  const { request, route } = decision;
  const session = sessionOf(decision);
  const tenant = tenantOf(decision);
  return {
    iss: policy.gateway,
    aud: route.origin,
    ...(tenant === null ? {} : { tid: tenant }),
    ...(session === null
      ? {}
      : {
          sub: session.user,
          roles: session.roles,
          sid: session.id,
          amr: session.authenticationMethods,
          auth_time: session.authenticatedAtSeconds,
          ...(session.actAs === null ? {} : { act: session.actAs }),
          ...(session.key === undefined ? {} : { cnf: { jkt: session.key } }),
        }),
    htm: request.method,
    hth: request.target.host,
    ...boundTarget(forwardedTarget(engine, decision), digest),
    ...(request.address === null ? {} : { cip: formatAddress(request.address) }),
    rid: route.id,
    rul: policy.digest,
  };
}

function boundTarget(target: string, digest: string | null): Pick<KnownClaims, 'htu' | 'htd'> {
  if (target.length <= MAX_PLAIN_TARGET_CHARACTERS) return { htu: target };
  if (digest?.length !== TARGET_DIGEST_CHARACTERS) throw new TypeError('a long target needs its digest');
  return { htd: digest };
}
