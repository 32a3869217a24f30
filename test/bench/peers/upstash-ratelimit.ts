import { Ratelimit } from '@upstash/ratelimit';
import { Redis } from '@upstash/redis/cloudflare';
import { Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import { proxy } from 'hono/proxy';
import { base64url, jwtVerify } from 'jose';

/**
 * What one writes by hand for sessions that can be revoked and requests that are limited: the verified cookie, a sliding
 * window by user, and a look at whether the session was revoked, both at once. Everything else is left at its default.
 */
interface StateEnv extends Pick<PeerEnv, 'ORIGIN' | 'ROLE_KEY'> {
  readonly REDIS_URL: string;
  readonly REDIS_TOKEN: string;
  readonly QUOTA: string;
  readonly WINDOW_SECONDS: string;
}

const app = new Hono<{ Bindings: StateEnv }>();

app.all('*', async (context) => {
  const { redis, ratelimit, key } = await prepare(context.env);
  const token = getCookie(context, '__Host-role');
  if (token === undefined) return context.json({ error: 'session_required' }, 401);
  const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], typ: 'role+jwt', issuer: 'bench-edge' });
  const { tid, sid, sub } = payload;
  const [limit, revoked] = await Promise.all([
    ratelimit.limit(`${String(tid)}:${String(sub)}`),
    redis.get(`revoked:${String(tid)}:${String(sid)}`),
  ]);
  if (revoked !== null) return context.json({ error: 'session_revoked' }, 401);
  if (!limit.success) return context.json({ error: 'rate_limited' }, 429);
  const { pathname, search } = new URL(context.req.url);
  return proxy(`${context.env.ORIGIN}${pathname}${search}`, {
    ...context.req,
    headers: { ...context.req.header(), cookie: undefined },
  });
});

// biome-ignore lint/style/noDefaultExport: workerd calls the default export
export default app;

let prepared: Promise<{ readonly redis: Redis; readonly ratelimit: Ratelimit; readonly key: CryptoKey }> | null = null;

/** Once an isolate: the library remembers refused keys in the instance. */
function prepare(env: StateEnv): NonNullable<typeof prepared> {
  prepared ??= (async () => {
    const redis = new Redis({ url: env.REDIS_URL, token: env.REDIS_TOKEN });
    const limiter = Ratelimit.slidingWindow(Number(env.QUOTA), `${Number(env.WINDOW_SECONDS)} s`);
    const hmac = { name: 'HMAC', hash: 'SHA-256' };
    const bytes = new Uint8Array(base64url.decode(env.ROLE_KEY));
    const key = await crypto.subtle.importKey('raw', bytes, hmac, false, ['verify']);
    return { redis, ratelimit: new Ratelimit({ redis, limiter }), key };
  })();
  return prepared;
}
