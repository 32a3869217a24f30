import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import Fastify from 'fastify';
import { base64url, type JWTPayload, jwtVerify, SignJWT } from 'jose';

/** What one writes by hand with Fastify, its proxy and jose: the same headers, a verified cookie, a signed context. */

const { default: httpProxy } = createRequire(new URL('../../../../tools/bench/package.json', import.meta.url))(
  '@fastify/http-proxy',
) as typeof import('@fastify/http-proxy');

const {
  PORT = '',
  ORIGIN = '',
  ROLE_KEY = '',
  CONTEXT_KEY = '',
  STRICT_HEADERS = '[]',
  RULES_DIGEST = '',
} = process.env;
const [roleKey, contextKey] = [base64url.decode(ROLE_KEY), base64url.decode(CONTEXT_KEY)];
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

/** `null`: there is none that an owner was given. */
async function sessionOf(cookie: string | undefined): Promise<JWTPayload | null> {
  const token = /(?:^|; )__Host-role=([^;]+)/.exec(cookie ?? '')?.[1];
  if (token === undefined) return null;
  const rules = { algorithms: ['HS256'], typ: 'role+jwt', issuer: 'bench-edge' };
  const verified = await jwtVerify(token, roleKey, rules).catch(() => null);
  const roles = verified?.payload['roles'];
  return Array.isArray(roles) && roles.includes('owner') ? (verified?.payload ?? null) : null;
}

function contextOf(
  { sub = '', tid, sid, roles, amr, auth_time }: JWTPayload,
  {
    method,
    host,
    url,
    ip,
  }: { readonly method: string; readonly host: string; readonly url: string; readonly ip: string },
  id: string,
): Promise<string> {
  const claims = { v: 1, iss: 'bench-edge', tid, sub, roles, sid, amr, auth_time, rid: 'owners', rul: RULES_DIGEST };
  return new SignJWT({ ...claims, htm: method, hth: host, htu: url, cip: ip })
    .setProtectedHeader({ alg: 'HS256', typ: 'tenant-context+jwt', kid: 'context' })
    .setAudience('app')
    .setJti(id)
    .setIssuedAt()
    .setExpirationTime('30s')
    .sign(contextKey);
}
