import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type HttpBindings, serve } from '@hono/node-server';
import { type ContextError, type ContextVerifierOptions, requireRole, type TenantContext } from '@portcullis/origin';
import { currentContext, runWithContext } from '@portcullis/origin/async';
import * as expressAdapter from '@portcullis/origin/express';
import * as fastifyAdapter from '@portcullis/origin/fastify';
import * as honoAdapter from '@portcullis/origin/hono';
import * as nodeAdapter from '@portcullis/origin/node';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';

/** What all adapters take. */
export interface SharedOptions extends ContextVerifierOptions {
  readonly open?: readonly string[];
  readonly onRefusal?: (error: ContextError) => unknown;
}

/** A protected app on a real server. */
export interface ProtectedServer {
  readonly port: number;
  /** Targets of the requests that reached a handler. */
  readonly reached: readonly string[];
  readonly close: () => Promise<void>;
}

type Start = (options: SharedOptions) => Promise<ProtectedServer>;

/** Who asks, as the handler got it, and as code deep in the app finds it after waiting. */
async function whoAsks(context: TenantContext | null | undefined): Promise<object> {
  await new Promise((resolve) => setTimeout(resolve, 1));
  const later = context ? currentContext().user : null;
  return { user: context?.user ?? null, later, frozen: Object.isFrozen(context) };
}

/** Reads a body by its events, and says whom each event was for. */
function readBody(request: IncomingMessage): Promise<object> {
  return new Promise((resolve, reject) => {
    const users: (string | null)[] = [];
    request.on('data', () => users.push(currentContext().user));
    request.on('error', reject);
    request.on('end', () => resolve({ users: [...users, currentContext().user] }));
  });
}

function listening(
  server: { address(): unknown; close(done: () => void): unknown; closeAllConnections(): void },
  reached: string[],
): ProtectedServer {
  return {
    port: (server.address() as AddressInfo).port,
    reached,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function listen(listener: RequestListener, reached: string[]): Promise<ProtectedServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return listening(server, reached);
}

const startExpress: Start = (options) => {
  const reached: string[] = [];
  const app = express();
  app.disable('x-powered-by');
  app.use(expressAdapter.portcullis(options));
  app.use((req, _res, next) => {
    reached.push(req.originalUrl);
    next();
  });
  app.post('/parsed', express.json(), async (req, res) =>
    res.json({ ...(await whoAsks(req.portcullis)), body: req.body }),
  );
  app.post('/body', async (req, res) => res.json(await readBody(req)));
  app.get('/role', (req, res) => res.json(requireRole(req.portcullis, 'nobody')));
  app.get('/grant', (_req, res) => {
    expressAdapter.grantSession(res, 'a.b.c');
    res.end();
  });
  app.get('/end', (_req, res) => {
    expressAdapter.endSession(res);
    res.end();
  });
  app.all(['/health', '/loads'], async (req, res) => res.json(await whoAsks(req.portcullis)));
  app.use(expressAdapter.portcullisErrors());
  app.use(
    (_error: unknown, _req: unknown, res: express.Response, _next: unknown) => void res.status(500).end('broken'),
  );
  return listen(app, reached);
};

const startFastify: Start = async (options) => {
  const reached: string[] = [];
  const app = fastify({ forceCloseConnections: true });
  app.register(fastifyAdapter.portcullis, options);
  app.setErrorHandler(fastifyAdapter.portcullisErrors());
  app.addHook('preHandler', async (request) => void reached.push(request.originalUrl));
  app.post('/parsed', async (request) => ({ ...(await whoAsks(request.portcullis)), body: request.body }));
  app.register(async (child) => {
    child.removeAllContentTypeParsers();
    child.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    child.post('/body', async (request) => readBody(request.raw));
  });
  app.get('/role', async (request) => requireRole(request.portcullis, 'nobody'));
  app.get('/grant', async (_request, reply) => {
    fastifyAdapter.grantSession(reply, 'a.b.c');
    return '';
  });
  app.get('/end', async (_request, reply) => {
    fastifyAdapter.endSession(reply);
    return '';
  });
  for (const url of ['/health', '/loads'])
    app.route({
      url,
      method: ['GET', 'HEAD', 'OPTIONS', 'POST', 'DELETE'],
      handler: async (request) => whoAsks(request.portcullis),
    });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return { ...listening(app.server, reached), close: () => app.close() as unknown as Promise<void> };
};

const startNode: Start = (options) => {
  const reached: string[] = [];
  const listener = async (req: IncomingMessage, res: ServerResponse, context: TenantContext | null): Promise<void> => {
    reached.push(req.url ?? '');
    const path = req.url?.split('?', 1)[0];
    if (path === '/role') requireRole(context as TenantContext, 'nobody');
    if (path === '/grant') nodeAdapter.grantSession(res, 'a.b.c');
    if (path === '/end') nodeAdapter.endSession(res);
    if (path === '/nothing') res.statusCode = 404;
    const answer = path === '/body' ? await readBody(req) : await whoAsks(context);
    let body = '';
    if (path === '/parsed') for await (const chunk of req) body += chunk;
    const asked = context === null ? {} : { later: currentContext().user };
    res.setHeader('content-type', 'application/json');
    res.end(JSON.stringify({ ...answer, ...asked, ...(body !== '' && { body: JSON.parse(body) }) }));
  };
  return listen(nodeAdapter.protect(listener, options), reached);
};

const startHono: Start = async (options) => {
  const reached: string[] = [];
  const app = new Hono<honoAdapter.PortcullisEnv & { Bindings: HttpBindings }>();
  app.use(honoAdapter.portcullis({ ...options, within: runWithContext }));
  app.use(async (c, next) => {
    reached.push(c.req.path);
    await next();
  });
  app.post('/parsed', async (c) => {
    const body: unknown = await c.req.json();
    return c.json({ ...(await whoAsks(c.var.portcullis)), body });
  });
  app.post('/body', async (c) => {
    const users: (string | null)[] = [];
    for await (const _chunk of c.req.raw.body ?? []) users.push(currentContext().user);
    return c.json({ users: [...users, currentContext().user] });
  });
  app.get('/role', (c) => c.json(requireRole(c.var.portcullis, 'nobody')));
  app.get('/grant', (c) => {
    honoAdapter.grantSession(c, 'a.b.c');
    return c.body(null);
  });
  app.get('/end', (c) => {
    honoAdapter.endSession(c);
    return c.body(null);
  });
  for (const path of ['/health', '/loads']) app.all(path, async (c) => c.json(await whoAsks(c.get('portcullis'))));
  app.onError((_error, c) => c.text('broken', 500));
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () =>
      resolve(listening(server as ReturnType<typeof createServer>, reached)),
    );
  });
};

/** Every adapter that Node serves, by its name. */
export const SERVERS: Readonly<Record<string, Start>> = {
  Express: startExpress,
  Fastify: startFastify,
  'node:http': startNode,
  Hono: startHono,
};
