import { connect } from 'node:net';
import { PATIENCE_MS } from './patience.ts';

/** What came back over a raw connection. */
export interface RawResponse {
  /** 0 where the server closed the connection without an answer. */
  readonly status: number;
  /** Names lower case; repeated headers joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly bytes: string;
}

export interface RawWait {
  /** When all that is waited for has come. Default: the answer is whole. */
  readonly enough?: (text: string) => boolean;
  /** How long a silence ends the wait. Only where no answer is an answer too. */
  readonly silenceMs?: number;
}

/** Reads on until the server closes the connection. */
export const UNTIL_CLOSED: RawWait = { enough: () => false };

/** Sends exactly these bytes, and reads until the server closes or enough has come. */
export function sendRaw(port: number, bytes: string | Uint8Array, wait: RawWait = {}): Promise<RawResponse> {
  const { enough = (text: string) => isWhole(text, bytes), silenceMs = PATIENCE_MS } = wait;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1');
    const finish = (): void => {
      socket.destroy();
      resolve(parseResponse(Buffer.concat(chunks).toString('latin1')));
    };
    socket.setTimeout(silenceMs, finish);
    socket.on('connect', () => socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes));
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      if (enough(Buffer.concat(chunks).toString('latin1'))) finish();
    });
    socket.on('close', finish);
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? finish() : reject(error)));
  });
}

/** A GET with the given request target and header lines, as one string of bytes. Host comes first. */
export function rawGet(target: string, host: string, lines: readonly string[] = []): string {
  return [`GET ${target} HTTP/1.1`, `Host: ${host}`, ...lines, '', ''].join('\r\n');
}

/** Whether the first final answer is there to its end (RFC 9112 section 6.3), as far as that shows before the connection ends. */
function isWhole(text: string, asked: string | Uint8Array): boolean {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const [head, body] = [text.slice(0, end + 2), text.slice(end + 4)];
  if (/^HTTP\/1\.1 1(?!01)/.test(head)) return isWhole(body, asked);
  if (/^HTTP\/1\.1 (?:101|204|304)/.test(head) || Buffer.from(asked).subarray(0, 5).toString() === 'HEAD ') return true;
  if (/\r\ntransfer-encoding: chunked\r\n/i.test(head)) return /(?:^|\r\n)0\r\n\r\n$/.test(body);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  return length !== undefined && body.length >= Number(length);
}

function parseResponse(bytes: string): RawResponse {
  const end = bytes.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = bytes.slice(0, Math.max(end, 0)).split('\r\n');
  return {
    status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1] ?? 0),
    headers: joinedHeaders(lines),
    body: bytes.slice(end + 4),
    bytes,
  };
}

/** Header lines by name in lower case, the values of one name joined (RFC 9110 section 5.3). */
export function joinedHeaders(lines: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return headers;
}
