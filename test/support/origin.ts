import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it reached the origin. */
export interface SeenRequest {
  readonly method: string;
  /** Raw path and query. */
  readonly target: string;
  /** Names lower case; a header that came several times has several values. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** Body that had come when it ended; empty where the origin keeps none. */
  readonly body: Buffer;
  /** Length of that body. */
  readonly bytes: number;
  /** Whether the body came to its proper end. */
  readonly complete: boolean;
}

/** A real HTTP origin that records every request that reaches it. */
export interface TestOrigin {
  readonly port: number;
  readonly url: string;
  readonly server: Server;
  /** Every request, in the order in which it arrived, once its body has ended. */
  readonly seen: SeenRequest[];
  /** Requests that have begun, whether or not their body ended. */
  readonly begun: number;
  readonly close: () => Promise<void>;
}

export type Answer = (request: IncomingMessage, response: ServerResponse, body: Promise<SeenRequest>) => void;

export interface OriginOptions {
  /** Whether bodies of requests are kept, or only counted. */
  readonly keepBodies?: boolean;
  /** Another loopback address, or a port of the test's choice. */
  readonly address?: string;
  readonly port?: number;
  /** Longest request line and headers together. Default: Node's own 16 KiB. */
  readonly maxHeaderBytes?: number;
}

/** Starts an origin on a free port of the loopback address. Without `answer`, everything is answered `200 ok`. */
export async function startOrigin(
  answer: Answer = (_request, response) => response.end('ok'),
  { keepBodies = true, address = '127.0.0.1', port: wanted = 0, maxHeaderBytes = 16 * 1024 }: OriginOptions = {},
): Promise<TestOrigin> {
  const seen: SeenRequest[] = [];
  let begun = 0;
  const server = createServer({ maxHeaderSize: maxHeaderBytes }, (request, response) => {
    begun += 1;
    answer(request, response, record(request, seen, keepBodies));
  });
  server.keepAliveTimeout = 1000;
  await new Promise<void>((resolve) => server.listen(wanted, address, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://${address}:${port}`,
    server,
    seen,
    get begun() {
      return begun;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function record(request: IncomingMessage, seen: SeenRequest[], keepBodies: boolean): Promise<SeenRequest> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let done = false;
    const finish = (complete: boolean): void => {
      if (done) return;
      done = true;
      const { method = '', url: target = '' } = request;
      const entry = { method, target, headers: headersOf(request), body: Buffer.concat(chunks), bytes, complete };
      seen.push(entry);
      resolve(entry);
    };
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (keepBodies) chunks.push(chunk);
    });
    request.on('end', () => finish(true));
    request.on('close', () => finish(request.complete));
    request.on('error', () => finish(false));
  });
}

function headersOf(request: IncomingMessage): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = (request.rawHeaders[index] ?? '').toLowerCase();
    // A header may be called `constructor`.
    const earlier = Object.hasOwn(headers, name) ? (headers[name] ?? []) : [];
    headers[name] = [...earlier, request.rawHeaders[index + 1] ?? ''];
  }
  return headers;
}
