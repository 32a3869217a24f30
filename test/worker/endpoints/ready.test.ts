import { type Context, Hono } from 'hono';
import { expect, test } from 'vitest';

/** By its URL, since the types of the Worker's runtime are not those of the tests. */
const { ready } = (await import(new URL('../../../worker/endpoints/health.ts', import.meta.url).href)) as {
  readonly ready: (context: Context) => Promise<Response>;
};

const DIGEST = 'd'.repeat(64);

async function ask(reach: () => Promise<unknown>) {
  const notes: string[] = [];
  const config = { state: { reach }, stateBackend: 'redis', engine: { policy: { digest: DIGEST } } };
  const app = new Hono().get('/ready', ready);
  const response = await app.fetch(new Request('https://gateway.example/ready'), { exchange: { config, notes } });
  return { response, notes, body: (await response.json()) as Record<string, unknown> };
}

test('state that answers is ready, and tells how long it took', async () => {
  const { response, notes, body } = await ask(() => new Promise((resolve) => setTimeout(resolve, 20, {})));
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(body).toEqual({
    status: 'ready',
    rules: DIGEST,
    state: { backend: 'redis', reachable: true, roundTripMs: expect.any(Number) },
  });
  expect((body['state'] as { roundTripMs: number }).roundTripMs).toBeGreaterThanOrEqual(15);
  expect(notes).toEqual([]);
});

test('state that fails is not, and why stays in the audit event', async () => {
  const { response, notes, body } = await ask(() => Promise.reject(new TypeError('https://redis.example said no')));
  expect(response.status).toBe(503);
  expect([response.headers.get('retry-after'), response.headers.get('cache-control')]).toEqual(['5', 'no-store']);
  expect(body).toEqual({
    status: 'unavailable',
    rules: DIGEST,
    state: { backend: 'redis', reachable: false, roundTripMs: expect.any(Number) },
  });
  expect(notes).toEqual(['state_unavailable: TypeError: https://redis.example said no']);
});
