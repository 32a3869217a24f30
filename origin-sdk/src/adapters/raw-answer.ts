import type { Duplex } from 'node:stream';
import type { Problem } from './problem.ts';

const REASON: Readonly<Record<Problem['status'], string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  503: 'Service Unavailable',
};

/** Answers over a socket that Node has given up as HTTP, and closes it. */
export function endWithProblem(socket: Duplex, { status, headers, body }: Problem): void {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  end(socket, `${status} ${REASON[status]}`, lines, body);
}

/** Says that something went wrong here, and nothing more. */
export function endWithFailure(socket: Duplex): void {
  end(socket, '500 Internal Server Error', [], '');
}

function end(socket: Duplex, status: string, lines: readonly string[], body: string): void {
  const length = `content-length: ${new TextEncoder().encode(body).byteLength}`;
  const head = [`HTTP/1.1 ${status}`, ...lines, length, 'connection: close', '', ''].join('\r\n');
  socket.end(head + body, () => socket.destroy());
}
