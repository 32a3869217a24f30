import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import Fastify from 'fastify';
import { contextOf, sessionOf } from './tokens.ts';

/** What one writes by hand with Fastify, its proxy and jose: the same headers, a verified cookie, a signed context. */

const { default: httpProxy } = createRequire(new URL('../../../../tools/bench/package.json', import.meta.url))(
  '@fastify/http-proxy',
) as typeof import('@fastify/http-proxy');

const { PORT = '', ORIGIN = '', STRICT_HEADERS = '[]' } = process.env;
const strict: Readonly<Record<string, string>> = Object.fromEntries(JSON.parse(STRICT_HEADERS));

declare module 'fastify' {
  interface FastifyRequest {
    requestId: string;
    context: string;
  }
}

const app = Fastify();
app.decorateRequest('requestId', '');
app.decorateRequest('context', '');

await app.register(httpProxy, {
  upstream: ORIGIN,
  preHandler: async (request, reply) => {
    const session = await sessionOf(request.headers.cookie);
    if (session === null) return reply.code(401).send({ error: 'session_required' });
    request.requestId = randomUUID();
    request.context = await contextOf(session, request, request.requestId);
    return undefined;
  },
  undici: { headersTimeout: 30_000 },
  replyOptions: {
    rewriteRequestHeaders: (request, { cookie: _, ...headers }) => ({
      ...headers,
      'x-forwarded-for': request.ip,
      'x-forwarded-host': request.host,
      'x-forwarded-proto': request.protocol,
      via: '1.1 fastify',
      'portcullis-context': request.context,
    }),
    rewriteHeaders: ({ server: _, ...headers }, request) => ({
      ...headers,
      ...strict,
      'portcullis-request-id': request?.requestId ?? '',
      'cache-control': 'private, no-store',
    }),
  },
});
await app.listen({ host: '127.0.0.1', port: Number(PORT) });
