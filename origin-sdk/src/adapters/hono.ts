import type { Context, MiddlewareHandler } from 'hono';
import { SESSION_END, SESSION_HEADER } from '../context/names.ts';
import type { TenantContext } from '../context-from-claims.ts';
import { type ContextVerifierOptions, createContextVerifier } from '../context-verifier.ts';
import { ContextError } from '../errors.ts';
import { createOpenPaths } from './open-paths.ts';
import { accessProblem, CONTEXT_REQUIRED, type Problem } from './problem.ts';

/** Type of the app: `new Hono<PortcullisEnv>()`. */
export interface PortcullisEnv {
  Variables: {
    /** The verified context. Not set on a path that the `open` option names. */
    portcullis: TenantContext;
  };
}

/** Options of {@link portcullis}: what to trust, and what to leave open. */
export interface PortcullisOptions extends ContextVerifierOptions {
  /** Exact paths that need no context, e.g. `['/health']` for the platform's own probe. */
  readonly open?: readonly string[];
  /** Told of each refusal, for the server's log: the client never learns the cause. */
  readonly onRefusal?: (error: ContextError, c: Context) => void;
}

/**
 * Middleware that refuses every request that did not come through the gateway, and sets `c.var.portcullis`.
 * Use it first, on everything: a route that is registered before it is not protected.
 *
 * @example
 * const app = new Hono<PortcullisEnv>();
 * app.use(portcullis({ issuer: 'acme-edge', audience: 'app', algorithm: 'HS256', keys, open: ['/health'] }));
 * app.get('/', (c) => c.text(`Hello ${c.var.portcullis.user}`));
 */
export function portcullis(options: PortcullisOptions): MiddlewareHandler<PortcullisEnv> {
  const verifier = createContextVerifier(options);
  const isOpen = createOpenPaths(options.open);

  return async function portcullis(c, next) {
    const target = rawTarget(c);
    // Both spellings must agree: the raw one is what arrived, the other is what the router will match.
    if (isOpen(c.req.path) && c.req.path === target.split('?', 1)[0]) return next();
    let context: TenantContext;
    try {
      context = await verifier.verifyRequest({ method: c.req.method, target, headers: c.req.raw.headers });
    } catch (error) {
      if (!(error instanceof ContextError)) throw error;
      options.onRefusal?.(error, c);
      return answer(c, CONTEXT_REQUIRED);
    }
    c.set('portcullis', context);
    await next();
    const problem = accessProblem(c.error);
    if (problem !== null) c.res = answer(c, problem);
  };
}

function answer(c: Context, { body, status, headers }: Problem): Response {
  return c.body(body, status, { ...headers });
}

/** Hands a session grant to the gateway with this response. Only counts on a route that the rules mark `signIn: true`. */
export function grantSession(c: Context, grant: string): void {
  c.header(SESSION_HEADER, grant);
}

/** Asks the gateway to end the session with this response. Only counts on a route that the rules mark `signIn: true`. */
export function endSession(c: Context): void {
  c.header(SESSION_HEADER, SESSION_END);
}

/** Path and query as received. On Node the raw text, since `URL` would tidy it; elsewhere the runtime has parsed it already. */
function rawTarget(c: Context): string {
  const incoming = (c.env as { incoming?: { url?: unknown } } | undefined)?.incoming;
  if (typeof incoming?.url === 'string') return incoming.url;
  const url = new URL(c.req.url);
  return url.pathname + url.search;
}
