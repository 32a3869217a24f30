import { requireRole, type TenantContext } from '@portcullis/origin';
import { currentContext, runWithContext } from '@portcullis/origin/async';
import { endSession, grantSession, protect } from '@portcullis/origin/fetch';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { headersFor, refusalLog, trust } from './trust.ts';

const request = (target: string, signed: string | null = target, init: RequestInit = {}) =>
  new Request(`http://app.internal:8080${target}`, {
    ...init,
    headers: signed === null ? {} : headersFor(init.method ?? 'GET', signed),
  });

describe('protect for fetch handlers', () => {
  it('gives the handler the context, then what the runtime passes', async () => {
    const fetch = protect((asked, context, env: { name: string }, run: number) => {
      expectTypeOf(context).toEqualTypeOf<TenantContext>();
      return Response.json([asked.url, context.user, env.name, run]);
    }, trust);
    const answer = await fetch(request('/loads?a=%20b'), { name: 'env' }, 7);
    expect(await answer.json()).toEqual(['http://app.internal:8080/loads?a=%20b', 'u-7', 'env', 7]);
  });

  it.each(['/', '/?', '/loads?', '/loads?a=1&a=2', '/a%20b', '/loads?q=%2F%3F'])(
    'reads the target %s',
    async (target) => {
      const fetch = protect(() => new Response(), trust);
      expect((await fetch(request(target))).status).toBe(200);
      expect((await fetch(request(target, '/other'))).status).toBe(401);
    },
  );

  it('is bound to what the runtime made of the URL, which is what the handler sees', async () => {
    const fetch = protect((asked) => new Response(asked.url), { ...trust, open: ['/health'] });
    expect((await fetch(request('/x/../loads', '/x/../loads'))).status).toBe(401);
    expect(await (await fetch(request('/x/../loads', '/loads'))).text()).toBe('http://app.internal:8080/loads');
    expect(await (await fetch(request('/x/../health', null))).text()).toBe('http://app.internal:8080/health');
    expect((await fetch(request('/health#x', null))).status).toBe(401);
    expect((await fetch(request('/loads', '/loads', { method: 'POST' }))).status).toBe(200);
  });

  it.each<[string, Record<string, string>, string]>([
    ['nothing', {}, 'ERR_CONTEXT_MISSING'],
    ['two contexts', { 'Portcullis-Context': 'a.b.c, a.b.c' }, 'ERR_CONTEXT_DUPLICATE'],
    ['a look-alike', { ...headersFor('GET', '/'), portcullis_context: 'x' }, 'ERR_CONTEXT_ALIAS'],
  ])('refuses %s', async (_what, headers, code) => {
    const { codes, onRefusal } = refusalLog();
    let reached = 0;
    const fetch = protect(() => new Response(String(++reached)), { ...trust, onRefusal });
    const answer = await fetch(new Request('http://app.internal/', { headers }));
    expect([answer.status, answer.headers.get('content-type'), reached, codes]).toEqual([
      401,
      'application/problem+json',
      0,
      [code],
    ]);
  });

  it('passes the context on in asynchronous code where it is told how', async () => {
    const asks = async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return new Response(currentContext().user);
    };
    expect(await (await protect(asks, { ...trust, within: runWithContext })(request('/'))).text()).toBe('u-7');
    await expect(protect(asks, trust)(request('/'))).rejects.toMatchObject({ code: 'ERR_NO_CONTEXT' });
  });

  it('answers an AccessError, and leaves every other error and a log that throws to the runtime', async () => {
    const denied = await protect(
      (_asked, context) => Response.json(requireRole(context, 'nobody')),
      trust,
    )(request('/'));
    expect([denied.status, await denied.json()]).toMatchObject([403, { code: 'forbidden' }]);
    const broken = protect(() => Promise.reject(new Error('mine')), trust);
    await expect(broken(request('/'))).rejects.toThrow('mine');
    let reached = 0;
    const onRefusal = () => Promise.reject(new Error('log is full'));
    const logged = protect(() => new Response(String(++reached)), { ...trust, onRefusal });
    await expect(logged(request('/', null))).rejects.toThrow('log is full');
    expect(reached).toBe(0);
  });

  it('has no context on an open path', async () => {
    const fetch = protect((_asked, context) => Response.json(context), { ...trust, open: ['/health'] });
    expect(await (await fetch(request('/health'))).json()).toBeNull();
  });
});

describe('grantSession and endSession', () => {
  it('add to any response, also to one whose headers cannot be changed', async () => {
    const redirect = grantSession(Response.redirect('http://app.internal/home', 303), 'a.b.c');
    expect([redirect.status, redirect.headers.get('location'), redirect.headers.get('portcullis-session')]).toEqual([
      303,
      'http://app.internal/home',
      'a.b.c',
    ]);
    const ended = endSession(
      new Response('bye', {
        headers: [
          ['set-cookie', 'a=1'],
          ['set-cookie', 'b=2'],
        ],
      }),
    );
    expect([await ended.text(), ended.headers.getSetCookie(), ended.headers.get('portcullis-session')]).toEqual([
      'bye',
      ['a=1', 'b=2'],
      'end',
    ]);
    expect(endSession(new Response(null, { status: 204 })).status).toBe(204);
  });
});
