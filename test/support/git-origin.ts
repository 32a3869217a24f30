import { execFileSync, spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** `git http-backend`, a CGI program that knows nothing of gateways, behind a small HTTP server. */
export interface GitOrigin {
  readonly url: string;
  /** Requests that reached it, as `METHOD /path`. */
  readonly seen: readonly string[];
  readonly close: () => Promise<void>;
}

/** Serves the bare repositories in `folder` under `/git/`. */
export async function startGitOrigin(folder: string): Promise<GitOrigin> {
  const backend = join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-http-backend');
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url?.split('?', 1)[0]}`);
    runBackend(backend, folder, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** The Common Gateway Interface (RFC 3875), as far as git needs it. */
function runBackend(backend: string, folder: string, request: IncomingMessage, response: ServerResponse): void {
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  const child = spawn(backend, {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      REMOTE_USER: 'through-the-gate',
      REQUEST_METHOD: request.method,
      PATH_INFO: path.replace(/^\/git/, ''),
      QUERY_STRING: query,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      ...(request.headers['content-length'] === undefined ? {} : { CONTENT_LENGTH: request.headers['content-length'] }),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  request.pipe(child.stdin);
  child.stdin.on('error', () => request.resume());
  let head = Buffer.alloc(0);
  let started = false;
  child.stdout.on('data', (chunk: Buffer) => {
    if (started) {
      if (!response.write(chunk)) child.stdout.pause();
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    started = true;
    writeHead(response, head.subarray(0, end).toString('latin1'));
    response.write(head.subarray(end + 4));
  });
  response.on('drain', () => child.stdout.resume());
  child.stdout.on('end', () => response.end());
}

function writeHead(response: ServerResponse, lines: string): void {
  let status = 200;
  for (const line of lines.split('\r\n')) {
    const [name = '', ...value] = line.split(': ');
    if (name.toLowerCase() === 'status') status = Number.parseInt(value.join(': '), 10);
    else response.setHeader(name, value.join(': '));
  }
  response.writeHead(status);
}
