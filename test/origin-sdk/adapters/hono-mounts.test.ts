import { requireRole } from '@portcullis/origin';
import { currentContext, runWithContext } from '@portcullis/origin/async';
import { type PortcullisEnv, portcullis } from '@portcullis/origin/hono';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { headersFor, trust } from './trust.ts';

const ask = (app: Hono<PortcullisEnv>, target: string, signed: string | null = target) =>
  app.request(target, { headers: signed === null ? {} : headersFor('GET', signed) });

describe('the Hono middleware', () => {
  it('judges by the whole target in mounted apps and below a base path', async () => {
    const inner = new Hono<PortcullisEnv>().get('/x', (c) => c.text(`inner ${c.var.portcullis.user}`));
    const foreign = (request: Request) => new Response(`foreign ${new URL(request.url).pathname}`);
    const app = new Hono<PortcullisEnv>().basePath('/v1');
    app.use(portcullis({ ...trust, open: ['/v1/health'] }));
    app.route('/inner', inner);
    app.mount('/foreign', foreign);
    app.get('/health', (c) => c.text('ok'));
    expect(await (await ask(app, '/v1/inner/x')).text()).toBe('inner u-7');
    expect(await (await ask(app, '/v1/foreign/x')).text()).toBe('foreign /x');
    expect((await ask(app, '/v1/health', null)).status).toBe(200);
    for (const target of ['/v1/inner/x', '/v1/foreign/x'])
      for (const signed of [null, '/x', '/inner/x'])
        expect([target, signed, (await ask(app, target, signed)).status]).toEqual([target, signed, 401]);
  });

  it('judges a mounted app of its own by what it is given, so that a cut path is refused', async () => {
    const inner = new Hono<PortcullisEnv>();
    inner.use(portcullis(trust));
    inner.get('/x', (c) => c.text('inner'));
    const app = new Hono<PortcullisEnv>();
    app.mount('/inner', inner.fetch);
    expect((await ask(app, '/inner/x')).status).toBe(401);
    const routed = new Hono<PortcullisEnv>().route('/inner', inner);
    expect(await (await ask(routed, '/inner/x')).text()).toBe('inner');
  });

  it('leaves nothing open that the router finds under another path', async () => {
    const getPath = (request: Request) => `/${new URL(request.url).host}${new URL(request.url).pathname}`;
    const app = new Hono<PortcullisEnv>({ getPath });
    app.use(portcullis({ ...trust, open: ['/health'] }));
    app.get('/admin.internal/health', (c) => c.text('admin'));
    expect((await app.request('http://admin.internal/health')).status).toBe(401);
  });

  it('binds a question mark without a query', async () => {
    const app = new Hono<PortcullisEnv>();
    app.use(portcullis(trust));
    app.get('/x', (c) => c.text('x'));
    expect([(await ask(app, '/x?')).status, (await ask(app, '/x?', '/x')).status]).toEqual([200, 401]);
  });

  it('passes the context on in asynchronous code where it is told how, and work goes on after the answer', async () => {
    const app = new Hono<PortcullisEnv>();
    app.use(portcullis({ ...trust, within: runWithContext }));
    const later: (string | null)[] = [];
    app.get('/x', (c) => {
      const work = async () => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        later.push(currentContext().user);
      };
      c.executionCtx.waitUntil(work());
      return c.text('x');
    });
    const promises: Promise<unknown>[] = [];
    const execution = {
      waitUntil: (work: Promise<unknown>) => void promises.push(work),
      passThroughOnException: () => undefined,
      props: {},
    };
    await app.request('/x', { headers: headersFor('GET', '/x') }, {}, execution);
    await Promise.all(promises);
    expect(later).toEqual(['u-7']);
  });

  it('answers an AccessError of a mounted app, and leaves other errors to the app', async () => {
    const app = new Hono<PortcullisEnv>();
    app.onError((error, c) => c.text(`mine: ${error.message}`, 500));
    app.use(portcullis(trust));
    app.route(
      '/inner',
      new Hono<PortcullisEnv>().get('/role', (c) => c.json(requireRole(c.var.portcullis, 'nobody'))),
    );
    app.get('/other', () => {
      throw new Error('other');
    });
    const denied = await ask(app, '/inner/role');
    expect([denied.status, await denied.json()]).toMatchObject([403, { code: 'forbidden' }]);
    expect(await (await ask(app, '/other')).text()).toBe('mine: other');
  });
});
