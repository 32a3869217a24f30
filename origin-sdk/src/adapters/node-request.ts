import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { runWithContext } from '../async.ts';
import type { TenantContext } from '../context-from-claims.ts';
import type { ReceivedRequest } from '../context-verifier.ts';
import type { Problem } from './problem.ts';

/** What is read of a Node request, HTTP/1 or HTTP/2. */
export type NodeRequest = Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders'> & EventEmitter;

/** What is written to a Node response, HTTP/1 or HTTP/2. */
export type NodeResponse = Pick<ServerResponse, 'statusCode' | 'headersSent'> &
  EventEmitter & {
    setHeader(name: string, value: string): unknown;
    end(body: string): unknown;
  };

/**
 * A Node request as it arrived, still unverified.
 * @param target where a framework has kept it; `request.url` may be cut by then
 */
export function receivedBy(request: NodeRequest, target = request.url ?? ''): ReceivedRequest {
  return { method: request.method ?? '', target, headers: pairsOf(request.rawHeaders) };
}

/** Node's `headers` join or drop what came twice, so the raw ones are read. */
function* pairsOf(rawHeaders: readonly string[]): Generator<readonly [string, string]> {
  for (let index = 0; index < rawHeaders.length; index += 2)
    yield [rawHeaders[index] ?? '', rawHeaders[index + 1] ?? ''];
}

/** Does the rest of a request with `context` as the current one, listeners on the request and the response included. */
export function serveWithContext<Result>(
  context: TenantContext,
  emitters: readonly EventEmitter[],
  work: () => Result,
): Result {
  for (const emitter of emitters) {
    // Node emits from the socket's own asynchronous context, in which there is no current tenant.
    const emit = emitter.emit;
    emitter.emit = (...event) => runWithContext(context, () => emit.apply(emitter, event));
  }
  return runWithContext(context, work);
}

/** Sends a problem over a Node response that has not begun. */
export function sendProblem(response: NodeResponse, { status, headers, body }: Problem): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.end(body);
}
