import { runWithContext } from '../async.ts';
import { CONTEXT_HEADER } from '../context/names.ts';
import type { TenantContext } from '../context-from-claims.ts';
import { type ContextVerifierOptions, createContextVerifier, type ReceivedRequest } from '../context-verifier.ts';
import { type AdapterOptions, createGuard, isNotLetIn } from '../guard.ts';
import { type Answer, guardHandler } from './fetch-handler.ts';
import { problemResponse, receivedBy } from './fetch-request.ts';
import { NOT_LET_IN } from './problem.ts';

export type { Answer } from './fetch-handler.ts';
export { endSession, grantSession } from './fetch-request.ts';

/** Options that `proxy.ts`, pages and route handlers share. */
export type PortcullisOptions = AdapterOptions<Request>;

/** Options of {@link withPortcullis}. */
export interface RouteOptions extends PortcullisOptions {
  /**
   * The function of {@link createProxy} runs in front of this handler and says what was asked. Needed where Next changes
   * the URL on the way: `basePath`, `trailingSlash`, rewrites. The `replay` option then only counts in the proxy.
   * Default: the handler stands on its own and believes the URL that it gets.
   */
  readonly behindProxy?: boolean;
}

/** What is used of Next's `NextResponse`: `import { NextResponse } from 'next/server'`. */
export interface NextResponses {
  /** Goes on to the page or route handler, with these headers as the request's. */
  next(init: { request: { headers: Headers } }): Response;
}

/** Headers as Next's `headers()` gives them. */
export type PassedHeaders = Iterable<readonly [name: string, value: string]> & Pick<Headers, 'get'>;

/**
 * In which the proxy gives pages the request's method and target. Not trusted without the context that was signed for them.
 */
const ASKED_HEADER = 'portcullis-asked';

/**
 * The function of `proxy.ts`, which refuses every request that did not come through the gateway: pages, route handlers,
 * server actions and Next's own files. Give it no `matcher`, and set `skipProxyUrlNormalize: true` in `next.config`:
 * without it, Next hides a part of the URL and what the browser asks on a click is refused.
 *
 * @example
 * export const proxy = createProxy(NextResponse, { issuer: 'acme-edge', audience: 'app', algorithm: 'HS256', keys });
 */
export function createProxy(next: NextResponses, options: PortcullisOptions): (request: Request) => Promise<Response> {
  const guard = onFirstUse(() => createGuard(options));
  return async function proxy(request) {
    const received = receivedBy(request);
    const verdict = await guard()(received, request);
    if (isNotLetIn(verdict)) return problemResponse(NOT_LET_IN[verdict]);
    const headers = new Headers(request.headers);
    headers.delete(ASKED_HEADER);
    if (verdict === 'open') headers.delete(CONTEXT_HEADER);
    else headers.set(ASKED_HEADER, `${received.method} ${received.target}`);
    return next.next({ request: { headers } });
  };
}

/**
 * Makes the function that pages, layouts and server actions get the verified context with, from `await headers()`. It
 * verifies the context again, for what the proxy says was asked: a page that the proxy did not see throws a
 * `ContextError`. The `replay` option only counts in the proxy.
 *
 * @example
 * const contextOf = createContextReader(options);
 * const context = await contextOf(await headers());
 */
export function createContextReader(
  options: ContextVerifierOptions,
): (headers: PassedHeaders) => Promise<TenantContext> {
  const { replay: _used, ...others } = options;
  const verifier = onFirstUse(() => createContextVerifier(others));
  return async (headers) => verifier().verifyRequest(askedIn(headers));
}

/** What the proxy has verified, as it arrived; not trusted until it is verified again. */
function askedIn(headers: PassedHeaders): ReceivedRequest {
  const [method = '', target = ''] = (headers.get(ASKED_HEADER) ?? '').split(' ', 2);
  return { method, target, headers };
}

/**
 * Wraps a route handler, so that it is only called for requests that came through the gateway. It gets the verified
 * context behind the request, then what Next passes (`{ params }`). The `open` option does not count here.
 *
 * @example
 * export const GET = withPortcullis((request, context) => Response.json({ user: context.user }), options);
 */
export function withPortcullis<Rest extends readonly unknown[], Asked extends Request = Request>(
  handler: (request: Asked, context: TenantContext, ...rest: Rest) => Answer,
  options: RouteOptions,
): (request: Asked, ...rest: Rest) => Promise<Response> {
  const { open: _none, behindProxy = false, replay, ...others } = options;
  const trust = replay === undefined || behindProxy ? others : { ...others, replay };
  const receivedAs = behindProxy ? ({ headers }: Request) => askedIn(headers) : receivedBy;
  // Nothing is open here, so there always is a context.
  const serve = handler as (request: Asked, context: TenantContext | null, ...rest: Rest) => Answer;
  const served = onFirstUse(() => guardHandler(serve, trust, receivedAs, runWithContext));
  return async (request, ...rest) => served()(request, ...rest);
}

/** `next build` runs every module, and must not need the keys: what is wrong with them shows with the first request. */
function onFirstUse<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => (made ??= make());
}
