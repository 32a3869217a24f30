import type { TenantContext } from '../context-from-claims.ts';
import type { AdapterOptions } from '../guard.ts';
import { type Answer, guardHandler, type Within } from './fetch-handler.ts';
import { receivedBy } from './fetch-request.ts';

export type { Answer, Within } from './fetch-handler.ts';
export { endSession, grantSession } from './fetch-request.ts';

/** Options of {@link protect}. */
export interface PortcullisOptions extends AdapterOptions<Request> {
  /** `runWithContext` of `@portcullis/origin/async`, so that `currentContext()` works in the handler. Default: it does not. */
  readonly within?: Within;
}

/**
 * Wraps a fetch handler (Workers, Deno, Bun), so that it is only called for requests that came through the gateway. It
 * gets the verified context behind the request, then the runtime's own arguments. The context is `null` on a path that
 * the `open` option names. An `AccessError` is answered with problem details.
 *
 * @example
 * export default { fetch: protect((request, context) => new Response(`Hello ${context.user}`), options) };
 */
export function protect<Rest extends readonly unknown[], Asked extends Request = Request>(
  handler: (request: Asked, context: TenantContext, ...rest: Rest) => Answer,
  options: PortcullisOptions & { readonly open?: never },
): (request: Asked, ...rest: Rest) => Promise<Response>;
export function protect<Rest extends readonly unknown[], Asked extends Request = Request>(
  handler: (request: Asked, context: TenantContext | null, ...rest: Rest) => Answer,
  options: PortcullisOptions,
): (request: Asked, ...rest: Rest) => Promise<Response>;
export function protect(
  handler: (request: Request, context: never, ...rest: readonly unknown[]) => Answer,
  options: PortcullisOptions,
): (request: Request, ...rest: readonly unknown[]) => Promise<Response> {
  const serve = handler as (request: Request, context: TenantContext | null, ...rest: readonly unknown[]) => Answer;
  return guardHandler(serve, options, receivedBy, options.within);
}
