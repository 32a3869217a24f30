import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Command } from './command.ts';
import { connectRedis, type RedisBackend } from './connect-redis.ts';
import { failure, planOf, type RestAnswer } from './rest-plan.ts';

/** What a request asked for, as an interceptor sees it. */
export interface InterceptedRequest {
  readonly path: string;
  readonly commands: readonly Command[];
}

/**
 * Stands in the way of requests, for tests of faults. `execute` runs the commands against Redis.
 * @returns the answer, or `null` where it wrote to the response, or broke it off, by itself
 */
export type Interceptor = (
  request: InterceptedRequest,
  execute: () => Promise<RestAnswer>,
  response: ServerResponse,
) => Promise<RestAnswer | null>;

export interface RedisRestOptions {
  /** `redis://…` or `rediss://…` */
  readonly redisUrl: string;
  /** What callers must show. */
  readonly token: string;
  /** 0 or absent: any free one. */
  readonly port?: number;
  readonly intercept?: Interceptor;
}

export interface RedisRest {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const MAX_BODY_BYTES = 10 * 1024 * 1024;

/**
 * Speaks the Upstash REST protocol in front of a Redis of one's own, on this machine's loopback address: for tests and
 * local work, no server for the open internet.
 * @throws where Redis cannot be reached
 */
export async function startRedisRest(options: RedisRestOptions): Promise<RedisRest> {
  const redis = await connectRedis(options.redisUrl);
  let sequence = 0;
  const server = createServer((request, response) => {
    answer(options, redis, request, response).then(
      (result) => {
        if (result === null) return;
        sequence += 1;
        response.writeHead(result.status, {
          'content-type': result.contentType ?? 'application/json',
          'content-length': Buffer.byteLength(result.body),
          'upstash-sync-token': `local=${sequence}`,
        });
        response.end(result.body);
      },
      () => request.socket.destroy(),
    );
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  }).catch((error: unknown) => {
    redis.stop();
    throw error;
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the bridge has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      redis.stop();
    },
  };
}

async function answer(
  { token, intercept }: RedisRestOptions,
  redis: RedisBackend,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<RestAnswer | null> {
  const url = new URL(request.url ?? '/', 'http://bridge');
  if (!isAuthorized(request, url, token)) return failure(401, 'WRONGPASS invalid or missing auth token');
  const body = await readBody(request);
  if (body === null) return failure(400, `ERR max request size exceeded. Limit: ${MAX_BODY_BYTES} bytes`);
  const base64 = request.headers['upstash-encoding'] === 'base64';
  const plan = planOf(redis, { method: request.method ?? '', url, body, base64 });
  if ('status' in plan) return plan;
  if (intercept === undefined) return plan.execute();
  return intercept({ path: url.pathname, commands: plan.commands }, plan.execute, response);
}

function isAuthorized(request: IncomingMessage, url: URL, token: string): boolean {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return timingSafeEqual(digest(bearer ?? url.searchParams.get('_token') ?? ''), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** `null` where it is too large. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return bytes > MAX_BODY_BYTES ? null : Buffer.concat(chunks).toString('utf8');
}
