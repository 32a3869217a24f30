import { requireRole } from '@portcullis/origin';
import { currentContext } from '@portcullis/origin/async';
import { type PortcullisOptions, portcullis, portcullisErrors } from '@portcullis/origin/fastify';
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { headersFor, refusalLog, trust } from './trust.ts';

let app: FastifyInstance;
afterEach(() => app.close());

function start(options: Partial<PortcullisOptions> = {}, server: FastifyServerOptions = {}): FastifyInstance {
  app = fastify(server);
  app.register(portcullis, { ...trust, ...options });
  return app;
}

const get = (url: string, signed: string | null = url) =>
  app.inject({ method: 'GET', url, headers: signed === null ? {} : headersFor('GET', signed) });

describe('the Fastify plugin', () => {
  it('covers routes of every plugin behind it, with and without a prefix', async () => {
    start();
    app.register(async (child) => child.get('/x', async (request) => request.portcullis.user), { prefix: '/child' });
    app.register(async (child) => {
      child.register(async (grandchild) => grandchild.get('/deep', async (request) => request.portcullis.user));
    });
    for (const url of ['/child/x', '/deep']) {
      expect([url, (await get(url)).body, (await get(url, null)).statusCode]).toEqual([url, 'u-7', 401]);
    }
    expect((await get('/child/x', '/x')).statusCode).toBe(401);
  });

  it('covers handlers for what matches no route, set before or after it', async () => {
    start();
    app.setNotFoundHandler(async (request, reply) => reply.code(404).send(`no ${request.portcullis.user}`));
    app.register(
      async (child) =>
        void child.setNotFoundHandler(async (request, reply) =>
          reply.code(404).send(`child ${request.portcullis.user}`),
        ),
      { prefix: '/child' },
    );
    expect([(await get('/nothing')).body, (await get('/child/nothing')).body]).toEqual(['no u-7', 'child u-7']);
    expect([(await get('/nothing', null)).statusCode, (await get('/child/nothing', null)).statusCode]).toEqual([
      401, 401,
    ]);
  });

  it('judges what arrived, not what the app rewrites it to', async () => {
    const { codes, onRefusal } = refusalLog();
    start(
      { open: ['/health', '/old'], onRefusal },
      { rewriteUrl: ({ url = '' }) => (url === '/old' ? '/new' : url === '/loads' ? '/health' : url) },
    );
    app.get('/health', async () => 'health');
    app.get('/new', async () => 'new');
    expect((await get('/loads')).body).toBe('health');
    expect((await get('/loads', '/health')).statusCode).toBe(401);
    // Open by one of the two spellings is not open.
    expect((await get('/loads', null)).statusCode).toBe(401);
    expect((await get('/old', null)).statusCode).toBe(401);
    expect((await get('/health', null)).body).toBe('health');
    expect(codes).toHaveLength(3);
  });

  it.each<[string, NonNullable<FastifyServerOptions['routerOptions']>]>([
    ['case', { caseSensitive: false }],
    ['trailing slashes', { ignoreTrailingSlash: true }],
    ['doubled slashes', { ignoreDuplicateSlashes: true }],
  ])('leaves nothing else open where the router is lax about %s', async (_what, routerOptions) => {
    start({ open: ['/health'] }, { routerOptions });
    app.get('/health', async () => 'health');
    expect((await get('/health', null)).statusCode).toBe(200);
    for (const url of ['/HEALTH', '/health/', '//health', '/health;x', '/health%3Bx'])
      expect([url, (await get(url, null)).statusCode]).toEqual([url, 401]);
  });

  it('cannot be talked out of the context, and keeps one request from another', async () => {
    start();
    app.get('/x', async (request) => {
      expect(() => Object.assign(request, { portcullis: { user: 'other' } })).toThrow(TypeError);
      await new Promise((resolve) => setImmediate(resolve));
      return [request.portcullis.user, currentContext().user];
    });
    const ask = (sub: string) => app.inject({ method: 'GET', url: '/x', headers: headersFor('GET', '/x', { sub }) });
    const answers = await Promise.all(['a', 'b', 'c'].map(ask));
    expect(answers.map((answer) => answer.json<unknown>())).toEqual([
      ['a', 'a'],
      ['b', 'b'],
      ['c', 'c'],
    ]);
  });

  it('leaves errors that are not its own to the handler before it', async () => {
    start();
    app.setErrorHandler(portcullisErrors());
    app.get('/other', async () => {
      throw Object.assign(new Error('mine'), { statusCode: 418 });
    });
    app.register(async (child) => {
      child.setErrorHandler(async (error, _request, reply) => reply.code(403).send(`mine: ${String(error)}`));
      child.get('/own', async (request) => requireRole(request.portcullis, 'nobody'));
    });
    expect((await get('/other')).json()).toMatchObject({ statusCode: 418, message: 'mine' });
    expect((await get('/own')).body).toBe('mine: AccessError: You may not do this.');
  });

  it('refuses to start twice, or with options that make no sense', async () => {
    start();
    app.register(portcullis, trust);
    await expect(app.ready()).rejects.toThrow('portcullis');
    start({ audience: '' });
    await expect(app.ready()).rejects.toThrow('"audience" option');
  });
});
