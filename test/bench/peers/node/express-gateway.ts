import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { createRequire } from 'node:module';
import express from 'express';
import { contextOf, sessionOf } from './tokens.ts';

/** What one writes by hand with Express, the middleware that most of its users proxy with, and jose: the same headers, a verified cookie, a signed context. */

const { createProxyMiddleware } = createRequire(new URL('../../../../tools/bench/package.json', import.meta.url))(
  'http-proxy-middleware',
) as typeof import('http-proxy-middleware');

const { PORT = '', ORIGIN = '', STRICT_HEADERS = '[]' } = process.env;
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
  const { method, headers, originalUrl: url, ip = '' } = request;
  const { host = '' } = headers;
  headers['portcullis-context'] = await contextOf(session, { method, host, url, ip }, id);
  delete headers.cookie;
  headers['x-forwarded-for'] = ip;
  headers['x-forwarded-host'] = host;
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
