import type { ContextClaims } from './context/claims.ts';
import { ConfigurationError, ContextError } from './errors.ts';
import { targetClaim } from './target-claim.ts';

/** What a proxy between the gateway and the app changes of a request. Everything else must arrive as the gateway sent it. */
export interface RewritingProxy {
  /** Beginning of the path that the proxy takes off, such as `/app`. */
  readonly stripsPrefix?: string;
  /** Beginning of the path that the proxy puts on. */
  readonly addsPrefix?: string;
  /** The proxy sets `X-Forwarded-Host` itself, so that it says nothing. The host that the client asked for is `context.host`. */
  readonly replacesForwardedHost?: boolean;
}

/** What an app received of the request that a context is for; still unverified. */
export interface Received {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Every value of `X-Forwarded-Host`. */
  readonly hosts: readonly string[];
}

/**
 * Makes the check that a context was signed for the very request that it came with; it rejects with {@link ContextError}.
 * Options that make no sense throw {@link ConfigurationError}.
 */
export function createRequestBinding(
  proxy: RewritingProxy = {},
): (claims: Pick<ContextClaims, 'htm' | 'hth' | 'htu' | 'htd'>, received: Received) => Promise<void> {
  const stripped = prefix('stripsPrefix', proxy.stripsPrefix);
  const added = prefix('addsPrefix', proxy.addsPrefix);
  const comparesHost = proxy.replacesForwardedHost !== true;
  /** The target as the gateway sent it, `null` where the proxy cannot have made it so. */
  const sentTarget = (target: unknown): string | null => {
    if (typeof target !== 'string') return null;
    if (stripped === '' && added === '') return target;
    // A prefix ends where a segment ends: "/app" is not a prefix of "/application".
    return target.startsWith(`${added}/`) ? stripped + target.slice(added.length) : null;
  };
  return async ({ htm, hth, htu, htd }, { method, target, hosts }) => {
    if (htm !== method) throw new ContextError('ERR_CONTEXT_REQUEST_MISMATCH', 'method');
    const sent = sentTarget(target);
    // Most requests have a short target, and wait for nothing here.
    const isNamed = htd === undefined ? htu === sent : await isDigest(htd, sent);
    if (!isNamed) throw new ContextError('ERR_CONTEXT_REQUEST_MISMATCH', 'path or query');
    if (comparesHost && (hosts.length !== 1 || hosts[0] !== hth))
      throw new ContextError('ERR_CONTEXT_REQUEST_MISMATCH', 'host');
  };
}

/** A digest counts only where the gateway makes one. */
async function isDigest(htd: string, target: string | null): Promise<boolean> {
  const claim = target === null ? null : await targetClaim(target);
  return claim !== null && 'htd' in claim && claim.htd === htd;
}

function prefix(name: string, value: string | undefined): string {
  if (value === undefined) return '';
  if (/^(\/[A-Za-z0-9._~-]+)+$/.test(value) && !/\/\.{1,2}(\/|$)/.test(value)) return value;
  throw new ConfigurationError(`"proxy.${name}" option must be the beginning of a path, such as "/app".`);
}
