import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** The cache of a location, as workerd asks for it: `match` is a GET, `put` a PUT whose body is the whole response. */
export interface CacheServer {
  readonly url: string;
  /** By host and path: the responses, as they were put. */
  readonly entries: Map<string, Buffer>;
  /** Hits so far, and what was put. */
  readonly counts: { hits: number; puts: number };
  /** `down`: it breaks every connection off. `hanging`: it does not answer. */
  readonly set: (state: 'up' | 'down' | 'hanging') => void;
  readonly stop: () => Promise<void>;
}

const HEADERS_END = '\r\n\r\n';

export async function startCacheServer(): Promise<CacheServer> {
  const entries = new Map<string, Buffer>();
  const counts = { hits: 0, puts: 0 };
  let state: 'up' | 'down' | 'hanging' = 'up';
  const server = createServer(async (request, response) => {
    if (state === 'down') return void response.destroy();
    if (state === 'hanging') return;
    const key = `${request.headers.host}${request.url}`;
    if (request.method === 'PUT') {
      entries.set(key, await buffer(request));
      counts.puts += 1;
      response.writeHead(204).end();
      return;
    }
    const entry = entries.get(key);
    if (entry === undefined) {
      response.writeHead(504, { 'cf-cache-status': 'MISS' }).end();
      return;
    }
    counts.hits += 1;
    response.writeHead(200, { 'cf-cache-status': 'HIT' }).end(bodyOf(entry));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    entries,
    counts,
    set: (next) => {
      state = next;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Of a response as it is written in HTTP/1.1, with its length or in chunks. */
function bodyOf(message: Buffer): Buffer {
  const end = message.indexOf(HEADERS_END);
  const head = message.subarray(0, end).toString('latin1').toLowerCase();
  const body = message.subarray(end + HEADERS_END.length);
  return head.includes('transfer-encoding: chunked') ? withoutChunks(body) : body;
}

function withoutChunks(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const line = body.indexOf('\r\n', at);
    const length = Number.parseInt(body.subarray(at, line).toString('latin1'), 16);
    if (!(length > 0)) return Buffer.concat(parts);
    parts.push(body.subarray(line + 2, line + 2 + length));
    at = line + 2 + length + 2;
  }
}
