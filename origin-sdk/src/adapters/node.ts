import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TenantContext } from '../context-from-claims.ts';
import { type AdapterOptions, createGuard, isNotLetIn, type Verdict } from '../guard.ts';
import { type NodeRequest, type NodeResponse, receivedBy, sendProblem, serveWithContext } from './node-request.ts';
import { accessProblem, NOT_LET_IN } from './problem.ts';
import { endWithFailure, endWithProblem } from './raw-answer.ts';

export type { NodeRequest, NodeResponse } from './node-request.ts';
export { endSession, grantSession } from './node-session.ts';

/** Options of {@link protect} and {@link protectUpgrade}. */
export type PortcullisOptions = AdapterOptions<NodeRequest>;

/**
 * Wraps a listener of `node:http` or of `node:http2`'s HTTP/1 interface, so that it is only called for requests that came
 * through the gateway. An `AccessError` is answered with problem details; any other error of the listener stays its own.
 * Its context is `null` on a path that the `open` option names.
 *
 * @example
 * createServer(protect((req, res, context) => res.end(`Hello ${context.user}`), options)).listen(3000);
 */
export function protect<Request extends NodeRequest = IncomingMessage, Response extends NodeResponse = ServerResponse>(
  listener: (req: Request, res: Response, context: TenantContext) => unknown,
  options: PortcullisOptions & { readonly open?: never },
): (req: Request, res: Response) => Promise<void>;
export function protect<Request extends NodeRequest = IncomingMessage, Response extends NodeResponse = ServerResponse>(
  listener: (req: Request, res: Response, context: TenantContext | null) => unknown,
  options: PortcullisOptions,
): (req: Request, res: Response) => Promise<void>;
export function protect(
  listener: (req: NodeRequest, res: NodeResponse, context: never) => unknown,
  options: PortcullisOptions,
): (req: NodeRequest, res: NodeResponse) => Promise<void> {
  const guard = createGuard(options);
  const serve = listener as (req: NodeRequest, res: NodeResponse, context: TenantContext | null) => unknown;
  return async (req, res) => {
    let verdict: Verdict;
    try {
      verdict = await guard(receivedBy(req), req);
    } catch (error) {
      // Node has no place for errors of a listener but the end of the process.
      console.error(error);
      res.statusCode = 500;
      res.end('');
      return;
    }
    if (isNotLetIn(verdict)) return sendProblem(res, NOT_LET_IN[verdict]);
    try {
      if (verdict === 'open') await serve(req, res, null);
      else await serveWithContext(verdict, [req, res], () => serve(req, res, verdict));
    } catch (error) {
      const problem = accessProblem(error);
      if (problem === null || res.headersSent) throw error;
      sendProblem(res, problem);
    }
  };
}

/**
 * Wraps a listener of the `upgrade` event (WebSockets) or of `connect`, which no middleware sees. A connection that did not come
 * through the gateway is refused before the switch; the `open` option does not count here.
 *
 * @example
 * server.on('upgrade', protectUpgrade((req, socket, head, context) => {
 *   sockets.handleUpgrade(req, socket, head, (ws) => ws.send(`Hello ${context.user}`));
 * }, options));
 */
export function protectUpgrade(
  listener: (req: IncomingMessage, socket: Duplex, head: Buffer, context: TenantContext) => unknown,
  options: PortcullisOptions,
): (req: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void> {
  const guard = createGuard({ ...options, open: [] });
  return async (req, socket, head) => {
    // Until the listener is done, a reset by the client would end the process.
    const ignore = (): void => undefined;
    socket.on('error', ignore);
    let verdict: Verdict;
    try {
      verdict = await guard(receivedBy(req), req);
    } catch (error) {
      console.error(error);
      return endWithFailure(socket);
    }
    if (typeof verdict === 'string')
      return endWithProblem(socket, NOT_LET_IN[verdict === 'open' ? 'refused' : verdict]);
    const context = verdict;
    try {
      if (socket.destroyed) return;
      await serveWithContext(context, [req, socket], () => listener(req, socket, head, context));
      socket.off('error', ignore);
    } catch (error) {
      const problem = accessProblem(error);
      if (problem === null) throw error;
      endWithProblem(socket, problem);
    }
  };
}
