import type { TenantContext } from './context-from-claims.ts';
import { type ContextVerifierOptions, createContextVerifier, type ReceivedRequest } from './context-verifier.ts';
import { ContextError, type ContextErrorCode } from './errors.ts';
import { createOpenPaths } from './open-paths.ts';

/** Options of every adapter: what to trust, and what to leave open. */
export interface AdapterOptions<Told> extends ContextVerifierOptions {
  /**
   * Exact paths that need no context, such as `['/health']` for the platform's own probe. Other spellings stay closed, except for a
   * `.rsc` at the end in Next.js.
   */
  readonly open?: readonly string[];
  /**
   * Called with each refusal and awaited, for the server's log: the client never learns the cause. What it throws goes
   * the way of the server's own errors; the request stays refused.
   * @param request as the server gave it, not trusted
   */
  readonly onRefusal?: (error: ContextError, request: Told) => unknown;
}

/** There is no valid context, or the app cannot find out for now. */
export type NotLetIn = 'refused' | 'unavailable';

/** The verified context, or that the path needs none, or that the request is not let in. */
export type Verdict = TenantContext | 'open' | NotLetIn;

/** Whether a request is to be answered in the place of the app. */
export function isNotLetIn(verdict: Verdict): verdict is NotLetIn {
  return verdict === 'refused' || verdict === 'unavailable';
}

/** What is the matter with the app, and not with the request. */
const OWN_FAILURES: ReadonlySet<ContextErrorCode> = new Set<ContextErrorCode>([
  'ERR_CONTEXT_REPLAY_UNKNOWN',
  'ERR_CONTEXT_KEYS_UNAVAILABLE',
]);

/**
 * Judges a request; rejects with any other failure, which no adapter may treat as a pass.
 * @param routedPath the path as the router will match it, where that may differ from the target's
 */
export type Guard<Told> = (received: ReceivedRequest, told: Told, routedPath?: string) => Promise<Verdict>;

/** Makes the one judge that all adapters ask. Throws `ConfigurationError`. */
export function createGuard<Told>(options: AdapterOptions<Told>): Guard<Told> {
  const verifier = createContextVerifier(options);
  const isOpen = createOpenPaths(options.open);
  const verdictOf = async (received: ReceivedRequest, told: Told): Promise<Verdict> => {
    try {
      return await verifier.verifyRequest(received);
    } catch (error) {
      if (!(error instanceof ContextError)) throw error;
      await options.onRefusal?.(error, told);
      return OWN_FAILURES.has(error.code) ? 'unavailable' : 'refused';
    }
  };
  return async (received, told, routedPath) => {
    const [path = ''] = received.target.split('?', 1);
    // Both spellings must agree: the raw one is what arrived, the other is what the router will match.
    if (isOpen(path) && (routedPath ?? path) === path) return 'open';
    try {
      return await verdictOf(received, told);
    } catch (error) {
      // Fastify takes an error that is undefined or null for none, and Express takes the word "route" for a way on.
      throw error instanceof Error
        ? error
        : new Error('An option threw a value that is not an Error.', { cause: error });
    }
  };
}
