import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { createRequire } from 'node:module';
import express, { type Request } from 'express';
import { base64url, type JWTPayload, jwtVerify, SignJWT } from 'jose';

/** What one writes by hand with Express, the middleware that most of its users proxy with, and jose: the same headers, a verified cookie, a signed context. */

const { createProxyMiddleware } = createRequire(new URL('../../../../tools/bench/package.json', import.meta.url))(
  'http-proxy-middleware',
) as typeof import('http-proxy-middleware');

const {
  PORT = '',
  ORIGIN = '',
  ROLE_KEY = '',
  CONTEXT_KEY = '',
  STRICT_HEADERS = '[]',
  RULES_DIGEST = '',
} = process.env;
const [roleKey, contextKey] = [base64url.decode(ROLE_KEY), base64url.decode(CONTEXT_KEY)];
const strict = JSON.parse(STRICT_HEADERS) as readonly (readonly [name: string, value: string])[];

const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.use(async (request, response, next) => {
  const session = await sessionOf(request.headers.cookie);
  if (session === null) {
    response.status(401).json({ error: 'session_required' });
    return;
  }
  const id = randomUUID();
  const { headers } = request;
  headers['portcullis-context'] = await contextOf(session, request, id);
  delete headers.cookie;
  headers['x-forwarded-for'] = request.ip ?? '';
  headers['x-forwarded-host'] = headers.host ?? '';
  headers['x-forwarded-proto'] = request.protocol;
  headers['via'] = '1.1 express';
  for (const [name, value] of strict) response.setHeader(name, value);
  response.setHeader('portcullis-request-id', id);
  response.setHeader('cache-control', 'private, no-store');
  next();
});
app.use(
  createProxyMiddleware({
    target: ORIGIN,
    agent: new Agent({ keepAlive: true, maxSockets: 256 }),
    proxyTimeout: 30_000,
    on: {
      proxyRes: ({ headers }) => {
        delete headers['server'];
      },
    },
  }),
);
app.listen(Number(PORT), '127.0.0.1');

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
  request: Request,
  id: string,
): Promise<string> {
  const { method, headers, originalUrl, ip } = request;
  const claims = { v: 1, iss: 'bench-edge', tid, sub, roles, sid, amr, auth_time, rid: 'owners', rul: RULES_DIGEST };
  return new SignJWT({ ...claims, htm: method, hth: headers.host, htu: originalUrl, cip: ip })
    .setProtectedHeader({ alg: 'HS256', typ: 'tenant-context+jwt', kid: 'context' })
    .setAudience('app')
    .setJti(id)
    .setIssuedAt()
    .setExpirationTime('30s')
    .sign(contextKey);
}
