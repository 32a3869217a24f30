import { ConfigurationError } from '@portcullis/origin';
import { endSession, grantSession, type PortcullisEnv, portcullis } from '@portcullis/origin/hono';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { GOOD_CLAIMS, now, secretJwk, signHmac } from './tokens.ts';

const { jwk, secret } = secretJwk('k1');
const trust = { issuer: 'acme-edge', audience: 'app', algorithm: 'HS256', keys: { keys: [jwk] }, now } as const;

function createApp() {
  const reached: string[] = [];
  const refusals: string[] = [];
  const app = new Hono<PortcullisEnv>();
  app.use(portcullis({ ...trust, open: ['/health'], onRefusal: (error) => void refusals.push(error.code) }));
  app.all('*', (c) => {
    reached.push(c.req.path);
    if (c.req.path === '/grant') grantSession(c, 'a.b.c');
    if (c.req.path === '/end') endSession(c);
    return c.json({ user: c.get('portcullis')?.user ?? null });
  });
  return { app, reached, refusals };
}

const host = { 'x-forwarded-host': GOOD_CLAIMS.hth };
const contextFor = (htm: string, htu: string) =>
  signHmac({ alg: 'HS256', typ: 'tenant-context+jwt', kid: 'k1' }, { ...GOOD_CLAIMS, htm, htu }, secret);

describe('the Hono middleware', () => {
  it('sets the verified context', async () => {
    const { app } = createApp();
    const headers = { ...host, 'Portcullis-Context': contextFor('GET', '/loads?page=2') };
    const response = await app.request('http://app.internal/loads?page=2', { headers });
    expect([response.status, await response.json()]).toEqual([200, { user: 'u-7' }]);
  });

  it('binds the context to a HEAD request as such', async () => {
    const { app, refusals } = createApp();
    const ask = (context: string) =>
      app.request('/loads', { method: 'HEAD', headers: { ...host, 'portcullis-context': context } });
    expect((await ask(contextFor('HEAD', '/loads'))).status).toBe(200);
    expect((await ask(contextFor('GET', '/loads'))).status).toBe(401);
    expect(refusals).toEqual(['ERR_CONTEXT_REQUEST_MISMATCH']);
  });

  it('believes the raw target that Node received, not the tidied URL', async () => {
    const { app, reached } = createApp();
    const ask = (url: string, htu: string) =>
      app.request(
        'http://app.internal/loads',
        { headers: { ...host, 'portcullis-context': contextFor('GET', htu) } },
        { incoming: { url } },
      );
    expect((await ask('/a/../loads', '/loads')).status).toBe(401);
    expect(reached).toEqual([]);
    expect((await ask('/loads', '/loads')).status).toBe(200);
  });

  it.each<[string, Record<string, string>, string]>([
    ['no context', {}, 'ERR_CONTEXT_MISSING'],
    ['a context for another path', { 'portcullis-context': contextFor('GET', '/') }, 'ERR_CONTEXT_REQUEST_MISMATCH'],
    ['an alias', { 'portcullis-context': contextFor('GET', '/loads'), portcullis_context: 'x' }, 'ERR_CONTEXT_ALIAS'],
    ['nonsense', { 'portcullis-context': 'x' }, 'ERR_CONTEXT_MALFORMED'],
  ])('refuses %s with the same answer', async (_what, headers, code) => {
    const { app, reached, refusals } = createApp();
    const response = await app.request('/loads', { headers });
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      type: 'urn:portcullis:problem:context_required',
      title: 'This app only answers requests that come through its gateway.',
      status: 401,
      code: 'context_required',
    });
    expect(reached).toEqual([]);
    expect(refusals).toEqual([code]);
  });

  it('leaves open what is named, and nothing that looks like it', async () => {
    const { app } = createApp();
    expect((await app.request('/health')).status).toBe(200);
    expect((await app.request('/health?full')).status).toBe(200);
    for (const path of ['/health/', '/healthz', '/Health', '//health', '/%68ealth', '/health;x', '/x/health'])
      expect([path, (await app.request(`http://app.internal${path}`)).status]).toEqual([path, 401]);
    const tidied = await app.request('/health', {}, { incoming: { url: '/admin/../health' } });
    expect(tidied.status).toBe(401);
  });

  it.each(['health', '/assets/*', '', '/health?x'])('refuses to leave %j open', (path) => {
    expect(() => portcullis({ ...trust, open: [path] })).toThrow(ConfigurationError);
  });

  it('hands grants and ends to the gateway', async () => {
    const { app } = createApp();
    const ask = async (path: string) => {
      const response = await app.request(path, {
        method: 'POST',
        headers: { ...host, 'portcullis-context': contextFor('POST', path) },
      });
      return response.headers.get('portcullis-session');
    };
    expect(await Promise.all(['/grant', '/end', '/other'].map(ask))).toEqual(['a.b.c', 'end', null]);
  });
});
