import { Agent, request as httpRequest } from 'node:http';

/** An answer, and when: milliseconds since the epoch, both rounded down. */
export interface TimedAnswer {
  readonly status: number;
  readonly text: string;
  readonly sentMs: number;
  readonly answeredMs: number;
  /** From sending to the end of the answer, in fractions of milliseconds. */
  readonly tookMs: number;
}

/** Asks one server over kept connections. */
export interface Asker {
  readonly ask: (path: string, headers?: Readonly<Record<string, string>>, body?: string) => Promise<TimedAnswer>;
  readonly close: () => void;
}

/** @param url `http://127.0.0.1:<port>` @param connections how many at most; further requests wait for one */
export function createAsker(url: string, connections = 128): Asker {
  const { hostname: host, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections });
  const ask: Asker['ask'] = (path, headers = {}, body) =>
    new Promise((resolve, reject) => {
      const sentMs = Date.now();
      const startedMs = performance.now();
      const method = body === undefined ? 'GET' : 'POST';
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const request = httpRequest({ host, port, agent, method, path, headers: { ...headers, ...length } });
      request.on('error', reject);
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const tookMs = performance.now() - startedMs;
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, text, sentMs, answeredMs: Date.now(), tookMs });
        });
      });
      request.end(body);
    });
  return { ask, close: () => agent.destroy() };
}

/** Of the answers. A busy machine may make the store miss the gateway's deadline now and then. */
const TOLERATED_SHARE = 0.01;

/** @throws where more than one answer in a hundred is no pass */
export function expectPasses(what: string, answers: readonly TimedAnswer[]): void {
  const refused = answers.filter(({ status }) => status !== 200);
  if (refused.length > answers.length * TOLERATED_SHARE)
    throw new Error(`${what}: ${refused.length} of ${answers.length} were refused, one with ${refused[0]?.status}`);
}
