import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import type { Answer } from './origin.ts';
import { openWebSocket } from './websocket.ts';

/** A connection that stays open until it is closed. */
export interface LiveConnection {
  /** Its request id at the gateway. */
  readonly requestId: string | null;
  /** Bytes so far. */
  readonly received: () => Buffer;
  /** How many they are, without joining them. */
  readonly receivedBytes: () => number;
  /** How it ended: the close code of a WebSocket, whether a stream came to its proper end. `null` while it is open. */
  readonly ending: () => { readonly code?: number; readonly reason?: string; readonly complete?: boolean } | null;
  readonly leave: () => void;
}

/** An origin's answer that begins a stream of events and leaves it open. */
export const beginEvents: Answer = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: first\n\n');
};

/** Opens an answer that is read as it comes. @param take gets the body in the place of `received` */
export function openStream(
  { port }: { readonly port: number },
  path: string,
  headers: Readonly<Record<string, string>>,
  take?: (chunk: Buffer) => void,
): Promise<LiveConnection & { readonly response: IncomingMessage }> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, agent: false, headers: { host: `localhost:${port}`, ...headers } };
    httpRequest(options, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${path} was answered ${response.statusCode}`));
      const chunks: Buffer[] = [];
      let ending: ReturnType<LiveConnection['ending']> = null;
      response.on('data', take ?? ((chunk: Buffer) => chunks.push(chunk)));
      response.on('error', () => undefined);
      response.on('close', () => {
        ending = { complete: response.complete };
      });
      const id = response.headers['portcullis-request-id'];
      resolve({
        response,
        requestId: typeof id === 'string' ? id : null,
        received: () => Buffer.concat(chunks),
        receivedBytes: () => bytesOf(chunks),
        ending: () => ending,
        leave: () => response.destroy(),
      });
    })
      .on('error', reject)
      .end();
  });
}

function bytesOf(chunks: readonly Buffer[]): number {
  return chunks.reduce((sum, { length }) => sum + length, 0);
}

/** Opens a WebSocket that keeps what it receives. */
export async function openSocket(
  gateway: { readonly port: number },
  path: string,
  headers: Record<string, string>,
): Promise<LiveConnection & { readonly socket: WebSocket }> {
  const { socket, refused } = await openWebSocket(gateway, path, { headers });
  if (socket === null) throw new Error(`the upgrade was answered ${refused.status}`);
  const chunks: Buffer[] = [];
  let ending: ReturnType<LiveConnection['ending']> = null;
  socket.on('message', (data) => chunks.push(data as Buffer));
  socket.on('close', (code, reason) => {
    ending = { code, reason: reason.toString() };
  });
  return {
    socket,
    requestId: null,
    received: () => Buffer.concat(chunks),
    receivedBytes: () => bytesOf(chunks),
    ending: () => ending,
    leave: () => socket.terminate(),
  };
}
