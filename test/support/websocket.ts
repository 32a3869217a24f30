import type { Server } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';

/** A WebSocket endpoint on a test origin that sends back what it gets. */
export interface EchoEndpoint {
  /** Upgrades that reached the origin. */
  readonly upgrades: number;
  /** Headers of the last upgrade, as node:http parsed them. */
  readonly lastHeaders: () => NodeJS.Dict<string | string[]>;
  /** Open connections, newest last. */
  readonly sockets: readonly WebSocket[];
  /** Codes with which clients closed. */
  readonly closeCodes: readonly number[];
}

/** Serves WebSockets on every path of the server. The text `close CODE REASON` makes the origin close. */
export function serveEcho(server: Server): EchoEndpoint {
  const endpoint = new WebSocketServer({ server, handleProtocols: (protocols) => [...protocols][0] ?? false });
  let upgrades = 0;
  let headers: NodeJS.Dict<string | string[]> = {};
  const sockets: WebSocket[] = [];
  const closeCodes: number[] = [];
  server.prependListener('upgrade', (request) => {
    upgrades += 1;
    headers = request.headers;
  });
  endpoint.on('connection', (socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('close', (code) => closeCodes.push(code));
    socket.on('message', (data, isBinary) => {
      const [word, code, ...reason] = isBinary ? [] : String(data).split(' ');
      if (word === 'close') socket.close(Number(code), reason.join(' '));
      else socket.send(data, { binary: isBinary });
    });
  });
  return {
    get upgrades() {
      return upgrades;
    },
    lastHeaders: () => headers,
    sockets,
    closeCodes,
  };
}

/** How an attempt to open a WebSocket ended. */
export type Opened =
  | { readonly socket: WebSocket; readonly refused: null }
  | { readonly socket: null; readonly refused: { readonly status: number; readonly code: string | null } };

/** Opens a WebSocket to the gateway. Without `origin` the header names the gateway itself; `null` leaves it out. */
export function openWebSocket(
  { port }: { readonly port: number },
  path: string,
  options: {
    readonly headers?: Record<string, string>;
    readonly origin?: string | null;
    readonly host?: string;
    readonly protocols?: string[];
  } = {},
): Promise<Opened> {
  const { host = `localhost:${port}`, origin = `http://${host}`, headers = {}, protocols = [] } = options;
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, {
      headers: { ...headers, host, ...(origin === null ? {} : { origin }) },
    });
    socket.once('open', () => resolve({ socket, refused: null }));
    socket.once('unexpected-response', (request, response) => {
      const code = response.headers['portcullis-denied'];
      request.destroy();
      resolve({
        socket: null,
        refused: { status: response.statusCode ?? 0, code: typeof code === 'string' ? code : null },
      });
    });
    socket.on('error', reject);
  });
}

/** The next message as bytes, and whether it was binary. */
export function nextMessage(socket: WebSocket): Promise<{ readonly data: Buffer; readonly isBinary: boolean }> {
  return new Promise((resolve) =>
    socket.once('message', (data, isBinary) => resolve({ data: data as Buffer, isBinary })),
  );
}

/** How the connection ends. */
export function closed(socket: WebSocket): Promise<{ readonly code: number; readonly reason: string }> {
  return new Promise((resolve) => socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })));
}
