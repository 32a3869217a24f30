import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { SESSION_END, SESSION_HEADER } from '../context/names.ts';
import type { TenantContext } from '../context-from-claims.ts';
import { type AdapterOptions, createGuard, isNotLetIn } from '../guard.ts';
import { receivedBy, serveWithContext } from './node-request.ts';
import { accessProblem, NOT_LET_IN, type Problem } from './problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The verified context. Not set on a path that the `open` option names. */
    readonly portcullis: TenantContext;
  }
}

/** Options of {@link portcullis}. */
export type PortcullisOptions = AdapterOptions<FastifyRequest>;

const plugin: FastifyPluginAsync<PortcullisOptions> = async (app, options) => {
  const guard = createGuard(options);
  app.decorateRequest('portcullis');
  app.addHook('onRequest', (request, reply, done) => {
    const { raw } = request;
    const routedPath = raw.url?.split('?', 1)[0] ?? '';
    // `originalUrl` is what arrived, before an app's `rewriteUrl`.
    guard(receivedBy(raw, request.originalUrl), request, routedPath).then((verdict) => {
      if (verdict === 'open') return done();
      if (isNotLetIn(verdict)) return void send(reply, NOT_LET_IN[verdict]);
      Object.defineProperty(request, 'portcullis', { value: verdict, writable: false });
      serveWithContext(verdict, [raw, reply.raw], done);
    }, done);
  });
};

/**
 * Plugin for Fastify 5 that refuses every request that did not come through the gateway, also those that match no route,
 * and sets `request.portcullis`. Register it first: a plugin that is registered before it is not protected.
 *
 * @example
 * app.register(portcullis, { issuer: 'acme-edge', audience: 'app', algorithm: 'HS256', keys, open: ['/health'] });
 * app.get('/', async (request) => `Hello ${request.portcullis.user}`);
 */
export const portcullis: FastifyPluginAsync<PortcullisOptions> = Object.assign(plugin, {
  // Two symbols that Fastify knows: its hooks count for the whole app instead of for this plugin alone.
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: '@portcullis/origin',
});

/** Error handler that answers an `AccessError` with problem details, and hands every other error to the handler before it. */
export function portcullisErrors(): (error: unknown, request: FastifyRequest, reply: FastifyReply) => void {
  return function portcullisErrors(error, _request, reply) {
    const problem = accessProblem(error);
    if (problem === null) throw error;
    send(reply, problem);
  };
}

function send(reply: FastifyReply, { status, headers, body }: Problem): void {
  void reply.code(status).headers(headers).send(body);
}

/** Hands a session grant to the gateway with this response. Only counts on a route that the rules mark `signIn: true`. */
export function grantSession(reply: FastifyReply, grant: string): void {
  void reply.header(SESSION_HEADER, grant);
}

/** Asks the gateway to end the session with this response. Only counts on a route that the rules mark `signIn: true`. */
export function endSession(reply: FastifyReply): void {
  void reply.header(SESSION_HEADER, SESSION_END);
}
