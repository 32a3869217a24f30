import { type Context, Hono } from 'hono';
import { expect, test, vi } from 'vitest';

/** By its URL, since the types of the Worker's runtime are not those of the tests. */
const { ready } = (await import(new URL('../../../worker/endpoints/health.ts', import.meta.url).href)) as {
  readonly ready: (context: Context) => Promise<Response>;
};

const DIGEST = 'd'.repeat(64);

const ask = (reach: () => Promise<unknown>) => askState({ reach });

async function askState(state: { readonly reach: () => Promise<unknown> }) {
  const notes: string[] = [];
  const config = { state, stateBackend: 'redis', engine: { policy: { digest: DIGEST } } };
  const app = new Hono().get('/ready', ready);
  const response = await app.fetch(new Request('https://gateway.example/ready'), {
    exchange: { config, notes, waitUntil: () => undefined },
  });
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

test('however many ask, state is asked once a second', async () => {
  let calls = 0;
  let problem: Error | null = null;
  const state = {
    reach: async () => {
      calls += 1;
      if (problem !== null) throw problem;
    },
  };
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  try {
    const answers = await Promise.all(Array.from({ length: 50 }, () => askState(state)));
    expect([calls, answers.every(({ response }) => response.status === 200)]).toEqual([1, true]);
    problem = new Error('away');
    vi.setSystemTime(Date.now() + 999);
    expect([(await askState(state)).response.status, calls]).toEqual([200, 1]);
    vi.setSystemTime(Date.now() + 1);
    expect([(await askState(state)).response.status, calls]).toEqual([503, 2]);
    // An answer that seems to be from the future is of no known age.
    vi.setSystemTime(Date.now() - 30_000);
    expect([(await askState(state)).response.status, calls]).toEqual([503, 3]);
  } finally {
    vi.useRealTimers();
  }
});

test('a question that is never answered, since its request was cut off, holds no one up for ever', async () => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  try {
    const state = { reach: () => new Promise(() => undefined) };
    const answers = [askState(state), askState(state)];
    await vi.advanceTimersByTimeAsync(2500);
    for (const answer of answers) expect((await answer).response.status).toBe(503);
    state.reach = async () => ({});
    expect((await askState(state)).response.status).toBe(200);
  } finally {
    vi.useRealTimers();
  }
});
