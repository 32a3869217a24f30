import type { Context, MiddlewareHandler } from 'hono';
import { SESSION_END, SESSION_HEADER } from '../context/names.ts';
import type { TenantContext } from '../context-from-claims.ts';
import { type AdapterOptions, createGuard, isNotLetIn } from '../guard.ts';
import type { Within } from './fetch-handler.ts';
import { targetOf } from './fetch-request.ts';
import { accessProblem, NOT_LET_IN, type Problem } from './problem.ts';

export type { Within } from './fetch-handler.ts';

/** Type of the app: `new Hono<PortcullisEnv>()`. */
export interface PortcullisEnv {
  /** What the middleware sets. */
  Variables: {
    /** The verified context. Not set on a path that the `open` option names. */
    portcullis: TenantContext;
  };
}

/** Options of {@link portcullis}. */
export interface PortcullisOptions extends AdapterOptions<Context> {
  /** `runWithContext` of `@portcullis/origin/async`, so that `currentContext()` works in handlers. Default: it does not. */
  readonly within?: Within;
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
  const guard = createGuard(options);
  const { within = (_context, work) => work() } = options;

  return async function portcullis(c, next) {
    const received = { method: c.req.method, target: rawTarget(c), headers: c.req.raw.headers };
    const verdict = await guard(received, c, c.req.path);
    if (verdict === 'open') return next();
    if (isNotLetIn(verdict)) return answer(c, NOT_LET_IN[verdict]);
    c.set('portcullis', verdict);
    await within(verdict, next);
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

/**
 * Path and query as received. On Node the raw text, since `URL` would tidy it; elsewhere the runtime has parsed it already.
 * Empty, which no context is for, where `Host` would bring a path of its own into the URL that Hono routes by.
 */
function rawTarget(c: Context): string {
  const { incoming } = (c.env ?? {}) as { incoming?: IncomingOnNode };
  if (typeof incoming?.url !== 'string') return targetOf(c.req.url);
  const hosts = `${incoming.authority ?? ''} ${incoming.headers?.host ?? ''}`;
  return /[/?#\\]/.test(hosts) ? '' : incoming.url;
}

/** What Hono's server for Node hands on of a request, HTTP/1 or HTTP/2. */
interface IncomingOnNode {
  readonly url?: unknown;
  readonly authority?: unknown;
  readonly headers?: { readonly host?: unknown };
}
