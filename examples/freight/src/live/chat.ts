import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { ContextError, type ContextVerifier, type SignedInContext, type TenantContext } from '@portcullis/origin';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Store } from '../data/store.ts';
import type { RequestLog } from '../http/request-log.ts';
import { type ChatRooms, createChatRooms } from './chat-rooms.ts';

const MAX_MESSAGE_BYTES = 2048;

/** The chat: one room for each company, over WebSocket at `/chat`. */
export interface Chat {
  /** Listener for the HTTP server's `upgrade` event. */
  readonly onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  close(): void;
}

export function createChat(verifier: ContextVerifier, store: Store, log: RequestLog): Chat {
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  const rooms = createChatRooms();

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const method = request.method ?? '';
    const target = request.url ?? '';
    const record = (status: number, context?: TenantContext) => log.add({ method, target, status, context });
    let context: TenantContext;
    try {
      context = await verifier.verifyRequest({ method, target, headers: headerPairs(request.rawHeaders) });
    } catch (error) {
      if (!(error instanceof ContextError)) throw error;
      record(401);
      return refuse(socket, '401 Unauthorized', 'context_required');
    }
    if (context.user === null || store.company(context.tenant) === null) {
      record(401, context);
      return refuse(socket, '401 Unauthorized', 'sign_in_required');
    }
    if (target.split('?', 1)[0] !== '/chat') {
      record(404, context);
      return refuse(socket, '404 Not Found', 'not_found');
    }
    record(101, context);
    server.handleUpgrade(request, socket, head, (client) => join(rooms, client, context));
  }

  return {
    onUpgrade(request, socket, head) {
      socket.on('error', () => socket.destroy());
      upgrade(request, socket, head).catch(() => socket.destroy());
    },
    close() {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

function join(rooms: ChatRooms, client: WebSocket, context: SignedInContext): void {
  const send = (message: object) => client.send(JSON.stringify(message));
  const leave = rooms.join(context.tenant, send);
  client.on('close', leave);
  // Sent when a message is too big or a frame is malformed; the library closes the connection itself.
  client.on('error', leave);
  client.on('message', (data, isBinary) => {
    const text = isBinary ? null : textOf(String(data));
    if (text === null) send({ error: 'Send JSON such as {"text":"Hello"}.' });
    else rooms.say(context.tenant, context.user, text);
  });
}

function textOf(json: string): string | null {
  try {
    const message: unknown = JSON.parse(json);
    const text = typeof message === 'object' && message !== null && 'text' in message ? message.text : null;
    return typeof text === 'string' && text.trim() !== '' ? text.trim() : null;
  } catch {
    return null;
  }
}

function refuse(socket: Duplex, status: string, code: string): void {
  const body = JSON.stringify({ type: `urn:cargoline:problem:${code}`, status: Number(status.slice(0, 3)), code });
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/problem+json\r\ncache-control: no-store\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

/** Node's flat list of names and values, in pairs, with every repetition kept. */
function* headerPairs(rawHeaders: readonly string[]): Generator<readonly [string, string]> {
  for (let index = 0; index + 1 < rawHeaders.length; index += 2)
    yield [rawHeaders[index] as string, rawHeaders[index + 1] as string];
}
