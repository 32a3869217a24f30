import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** An answer, read to its end. */
export interface Reply {
  readonly status: number;
  /** Names lower case; a header that came several times has several values. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** All values of a header joined by a comma, `null` where there is none. */
  readonly header: (name: string) => string | null;
  /** Bytes as they came: nothing is decompressed. */
  readonly body: Buffer;
  readonly text: string;
  /** Whether the body came to its proper end. */
  readonly complete: boolean;
}

export interface Ask {
  readonly method?: string;
  /** Host header. Default: `localhost` with the gateway's port. */
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Text and bytes are sent with their length, anything else in chunks. */
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
}

/** Sends a request whose target is exactly `target`, over a connection of its own, and follows nothing. */
export function send({ port }: { readonly port: number }, target: string, ask: Ask = {}): Promise<Reply> {
  const { method = 'GET', host = `localhost:${port}`, headers = {}, body } = ask;
  return new Promise((resolve, reject) => {
    // Node does not announce the length of a DELETE by itself.
    const length =
      typeof body === 'string' || body instanceof Uint8Array
        ? { 'content-length': String(Buffer.byteLength(body)) }
        : {};
    const options = {
      host: '127.0.0.1',
      port,
      method,
      path: target,
      agent: false,
      headers: { ...length, ...mutable(headers), host },
    };
    const request = httpRequest(options);
    let answered = false;
    // A refusal may come while the body is still being written: the answer then counts, not the broken pipe.
    request.on('error', (error) => {
      request.once('close', () => {
        if (!answered) reject(error);
      });
    });
    request.on('upgrade', (_response, socket) => {
      socket.destroy();
      reject(new Error('the connection was upgraded'));
    });
    request.on('response', (response) => {
      answered = true;
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => undefined);
      response.on('close', () =>
        resolve(replyOf(response.statusCode ?? 0, response.rawHeaders, Buffer.concat(chunks), response.complete)),
      );
    });
    if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) request.end(body);
    // A refusal may come before all is sent; the answer counts then, not the broken pipe.
    else void pipeline(Readable.from(body), request).catch(() => undefined);
  });
}

function replyOf(status: number, rawHeaders: readonly string[], body: Buffer, complete: boolean): Reply {
  const headers: Record<string, string[]> = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    headers[name] = [...(headers[name] ?? []), rawHeaders[index + 1] ?? ''];
  }
  return {
    status,
    headers,
    header: (name) => headers[name]?.join(', ') ?? null,
    body,
    text: body.toString('utf8'),
    complete,
  };
}

function mutable(headers: NonNullable<Ask['headers']>): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  );
}
