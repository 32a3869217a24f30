import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TenantContext } from '../context-from-claims.ts';
import { type AdapterOptions, createGuard, isNotLetIn } from '../guard.ts';
import { receivedBy, sendProblem, serveWithContext } from './node-request.ts';
import { accessProblem, NOT_LET_IN } from './problem.ts';

export { endSession, grantSession } from './node-session.ts';

declare global {
  namespace Express {
    interface Request {
      /** The verified context. Not set on a path that the `open` option names. */
      readonly portcullis: TenantContext;
    }
  }
}

/** What the middleware reads of an Express request. */
export interface ExpressRequest extends IncomingMessage {
  /** The target as it arrived, kept by Express. */
  readonly originalUrl?: string;
  /** Where the router that runs is mounted. */
  readonly baseUrl?: string;
}

/** Options of {@link portcullis}. */
export type PortcullisOptions = AdapterOptions<ExpressRequest>;

type Next = (error?: unknown) => void;

/**
 * Middleware for Express 5 that refuses every request that did not come through the gateway, and sets `req.portcullis`.
 * Use it first, on everything: a route that is registered before it is not protected, and WebSocket upgrades never pass
 * middleware (see `protectUpgrade` of `@portcullis/origin/node`).
 *
 * @example
 * app.use(portcullis({ issuer: 'acme-edge', audience: 'app', algorithm: 'HS256', keys, open: ['/health'] }));
 * app.get('/', (req, res) => res.send(`Hello ${req.portcullis.user}`));
 */
export function portcullis(
  options: PortcullisOptions,
): (req: ExpressRequest, res: ServerResponse, next: Next) => Promise<void> {
  const guard = createGuard(options);
  return async function portcullis(req, res, next) {
    // Routers cut `url` down to what is below them. The first of all has kept the whole.
    const target = req.originalUrl ?? req.url ?? '';
    const routedPath = `${req.baseUrl ?? ''}${req.url?.split('?', 1)[0]}`;
    const verdict = await guard(receivedBy(req, target), req, routedPath);
    if (verdict === 'open') return next();
    if (isNotLetIn(verdict)) return sendProblem(res, NOT_LET_IN[verdict]);
    Object.defineProperty(req, 'portcullis', { value: verdict, enumerable: true, configurable: true });
    serveWithContext(verdict, [req, res], next);
  };
}

/** Error middleware that answers an `AccessError` with problem details, and leaves every other error alone. Use it after the routes. */
export function portcullisErrors(): (error: unknown, req: IncomingMessage, res: ServerResponse, next: Next) => void {
  // Express knows error middleware by its four parameters.
  return function portcullisErrors(error, _req, res, next) {
    const problem = accessProblem(error);
    if (problem === null || res.headersSent) return next(error);
    sendProblem(res, problem);
  };
}
