import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the ports that systems give to clients (32768 on Linux, 49152 by RFC 6335), so that no connection takes one meanwhile. */
const PORTS = { first: 10_240, end: 32_768 };

/** One is not found twice: its server may not have started yet. */
const found = new Set<number>();

/** Whether the port is free on this machine's loopback address. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** A port that was free a moment ago, and that this process has not found before. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 1000; tries += 1) {
    const port = randomInt(PORTS.first, PORTS.end);
    if (found.has(port)) continue;
    found.add(port);
    if (await isPortFree(port)) return port;
  }
  throw new Error('no free port');
}
