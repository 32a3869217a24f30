import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call as it came. */
export interface SeenCall {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly body: unknown;
}

/** Stands in for a gateway, to answer what a real one would not. */
export interface AdminServer {
  readonly url: string;
  readonly seen: readonly SeenCall[];
  /** How the next calls are answered. */
  answer: (call: SeenCall, response: ServerResponse) => void;
  readonly close: () => Promise<void>;
}

export async function startAdminServer(): Promise<AdminServer> {
  const seen: SeenCall[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const call = await readCall(request);
      seen.push(call);
      admin.answer(call, response);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const admin: AdminServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    answer: (_call, response) => response.end(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return admin;
}

/** Answers as a gateway does. */
export function reply(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'portcullis-request-id': 'r-1', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

async function readCall(request: IncomingMessage): Promise<SeenCall> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const { method = '', url: path = '', headers } = request;
  return { method, path, authorization: headers.authorization ?? '', body: text === '' ? null : JSON.parse(text) };
}
