import { memoryReplayStore, requireRole } from '@portcullis/origin';
import { currentContext } from '@portcullis/origin/async';
import {
  createContextReader,
  createProxy,
  endSession,
  grantSession,
  type PortcullisOptions,
  withPortcullis,
} from '@portcullis/origin/next';
import { describe, expect, it } from 'vitest';
import { headersFor, refusalLog, trust } from './trust.ts';

const request = (target: string, headers: Record<string, string> = headersFor('GET', target), method = 'GET') =>
  new Request(`http://localhost:3000${target}`, { method, headers });

/** A proxy in front of what shows the headers that it passes on. */
function createFront(options: Partial<PortcullisOptions> = {}) {
  const passed: Headers[] = [];
  const next = {
    next: ({ request: { headers } }: { request: { headers: Headers } }) => {
      passed.push(headers);
      return new Response('page');
    },
  };
  const proxy = createProxy(next, { ...trust, open: ['/health'], ...options });
  return { proxy, passed };
}

const FORGED = { 'Portcullis-Asked': 'GET /admin' };

describe('createProxy', () => {
  it('passes on what was asked, and no word of the client about it', async () => {
    const { proxy, passed } = createFront();
    const answer = await proxy(
      request('/loads?page=2', { ...headersFor('GET', '/loads?page=2'), ...FORGED, 'X-Kept': 'x' }),
    );
    expect([answer.status, passed.length]).toEqual([200, 1]);
    expect(passed[0]?.get('portcullis-asked')).toBe('GET /loads?page=2');
    expect(passed[0]?.get('x-kept')).toBe('x');
    expect(await createContextReader(trust)(passed[0] ?? new Headers())).toMatchObject({ user: 'u-7' });
  });

  it('gives pages below an open path nothing that looks verified', async () => {
    const { proxy, passed } = createFront();
    const admin = headersFor('GET', '/admin');
    expect((await proxy(request('/health', { ...admin, ...FORGED }))).status).toBe(200);
    expect(['portcullis-asked', 'portcullis-context'].filter((name) => passed[0]?.has(name))).toEqual([]);
    await expect(createContextReader(trust)(passed[0] ?? new Headers())).rejects.toMatchObject({
      code: 'ERR_CONTEXT_MISSING',
    });
    for (const target of ['/health/', '/Health', '/health#x', '/api/health', '//health'])
      expect([target, (await proxy(request(target, {}))).status]).toEqual([target, 401]);
    expect(passed).toHaveLength(1);
  });

  it.each<[string, Record<string, string>, string]>([
    ['no context', FORGED, 'ERR_CONTEXT_MISSING'],
    ['a context for another path', headersFor('GET', '/'), 'ERR_CONTEXT_REQUEST_MISMATCH'],
    ['a context for another method', headersFor('POST', '/loads'), 'ERR_CONTEXT_REQUEST_MISMATCH'],
    ['a look-alike', { ...headersFor('GET', '/loads'), portcullis_context: 'x' }, 'ERR_CONTEXT_ALIAS'],
  ])('refuses %s', async (_what, headers, code) => {
    const { codes, onRefusal } = refusalLog();
    const { proxy, passed } = createFront({ onRefusal });
    const answer = await proxy(request('/loads', headers));
    expect([answer.status, await answer.json(), passed.length]).toMatchObject([401, { code: 'context_required' }, 0]);
    expect(codes).toEqual([code]);
  });

  it('lets an error that is no refusal reach Next', async () => {
    const { proxy, passed } = createFront({
      now: () => {
        throw new Error('no clock');
      },
    });
    await expect(proxy(request('/'))).rejects.toThrow('no clock');
    expect(passed).toEqual([]);
  });
});

describe('createContextReader', () => {
  it('believes no headers that were not signed for what they say', async () => {
    const contextOf = createContextReader(trust);
    const of = (headers: Record<string, string>) => contextOf(new Headers(headers));
    const caught = headersFor('GET', '/loads');
    expect(await of({ ...caught, 'portcullis-asked': 'GET /loads' })).toMatchObject({ user: 'u-7' });
    for (const asked of ['GET /admin', 'POST /loads', 'GET', '', '/loads', 'GET  /loads', 'GET /loads?x'])
      await expect(of({ ...caught, 'portcullis-asked': asked })).rejects.toMatchObject({
        code: 'ERR_CONTEXT_REQUEST_MISMATCH',
      });
    await expect(of(caught)).rejects.toMatchObject({ code: 'ERR_CONTEXT_REQUEST_MISMATCH' });
    await expect(of(FORGED)).rejects.toMatchObject({ code: 'ERR_CONTEXT_MISSING' });
  });
});

describe('withPortcullis', () => {
  it('gives a handler the context and what Next passes, also in asynchronous code', async () => {
    const handler = withPortcullis(async (asked, context, { params }: { params: Promise<{ id: string }> }) => {
      const { id } = await params;
      return Response.json([asked.url, context.user, id, currentContext().user]);
    }, trust);
    const answer = await handler(request('/loads/7'), { params: Promise.resolve({ id: '7' }) });
    expect(await answer.json()).toEqual(['http://localhost:3000/loads/7', 'u-7', '7', 'u-7']);
  });

  it('stands on its own: what a proxy would say counts for nothing, and nothing is open', async () => {
    const handler = withPortcullis(() => new Response('reached'), { ...trust, open: ['/admin'] });
    const caught = headersFor('GET', '/loads');
    expect((await handler(request('/admin', { ...caught, 'portcullis-asked': 'GET /loads' }))).status).toBe(401);
    expect((await handler(request('/admin', {}))).status).toBe(401);
    expect((await handler(request('/loads', caught))).status).toBe(200);
  });

  it('asks the proxy where it is told to, for a URL that Next has changed', async () => {
    const handler = withPortcullis((_asked, context) => new Response(context.user), { ...trust, behindProxy: true });
    const { proxy, passed } = createFront();
    await proxy(request('/base/loads/'));
    const [headers] = passed;
    expect(await (await handler(new Request('http://localhost:3000/loads', { headers: headers ?? {} }))).text()).toBe(
      'u-7',
    );
    expect((await handler(request('/loads'))).status).toBe(401);
  });

  it('counts a context once, in the proxy', async () => {
    const options = { ...trust, replay: memoryReplayStore({ now: trust.now }) };
    const { proxy, passed } = createFront(options);
    const caught = request('/loads');
    expect((await proxy(caught)).status).toBe(200);
    expect((await proxy(caught)).status).toBe(401);
    const headers = passed[0] ?? new Headers();
    expect(await createContextReader(options)(headers)).toMatchObject({ user: 'u-7' });
    const behind = withPortcullis(() => new Response(), { ...options, behindProxy: true });
    expect((await behind(new Request('http://localhost:3000/loads', { headers }))).status).toBe(200);
    const alone = withPortcullis(() => new Response(), options);
    expect((await alone(new Request('http://localhost:3000/loads', { headers }))).status).toBe(401);
  });

  it('answers an AccessError', async () => {
    const handler = withPortcullis((_asked, context) => Response.json(requireRole(context, 'nobody')), trust);
    expect(await (await handler(request('/'))).json()).toMatchObject({ status: 403, code: 'forbidden' });
  });
});

describe('without keys, as in "next build"', () => {
  it('nothing is thrown before the first request, and everything is then', async () => {
    const options = { ...trust, keys: '' };
    const next = { next: () => new Response('page') };
    const [proxy, contextOf, handler] = [
      createProxy(next, options),
      createContextReader(options),
      withPortcullis(() => new Response('reached'), options),
    ];
    for (const use of [() => proxy(request('/')), () => contextOf(new Headers()), () => handler(request('/'))])
      await expect(use()).rejects.toMatchObject({ code: 'ERR_CONFIGURATION' });
  });
});

it('hands grants and ends to the gateway', () => {
  expect(grantSession(new Response(), 'a.b.c').headers.get('portcullis-session')).toBe('a.b.c');
  expect(endSession(new Response()).headers.get('portcullis-session')).toBe('end');
});
