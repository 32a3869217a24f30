import { createContextVerifier, redisReplayStore } from '@portcullis/origin';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { good, options, REQUEST, refused, withClaims } from './good-context.ts';

const unknown = refused('ERR_CONTEXT_REPLAY_UNKNOWN');
const clients: Redis[] = [];

/** A verifier as one process of an app has it: with a connection of its own. */
function appProcess(server: RedisServer, prefix?: string) {
  const redis = new Redis(server.port, '127.0.0.1', { maxRetriesPerRequest: 1, retryStrategy: () => null });
  redis.on('error', () => undefined);
  clients.push(redis);
  const replay = redisReplayStore({
    send: ([name, ...args]) => redis.call(name, ...args),
    // As long as may be, for a busy machine.
    timeoutMs: 900,
    ...(prefix !== undefined && { prefix }),
  });
  const verifier = createContextVerifier({ ...options, replay });
  return { redis, replay, ask: (header = good) => verifier.verify({ ...REQUEST, header }) };
}

describe('the replay store in Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.disconnect();
  });
  afterAll(() => server.stop());

  it('is shared by the processes of an app', async () => {
    const [one, two] = [appProcess(server), appProcess(server)];
    expect((await one.ask()).user).toBe('u-7');
    for (const other of [two, one]) await expect(other.ask()).rejects.toMatchObject(refused('ERR_CONTEXT_REPLAYED'));
    expect((await two.ask(withClaims({ jti: 'request-2' }))).requestId).toBe('request-2');
  });

  it('lets one of many requests at the same time through', async () => {
    const processes = [appProcess(server), appProcess(server)];
    const header = withClaims({ jti: 'raced' });
    const asked = Array.from({ length: 100 }, (_, index) => processes[index % 2]?.ask(header));
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('leaves nothing in Redis that does not expire', async () => {
    const { ask, redis } = appProcess(server, 'acme:');
    await ask(withClaims({ jti: 'expires' }));
    expect(await redis.get('acme:expires')).toBe('1');
    const seconds = await redis.ttl('acme:expires');
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(39);
  });

  it('keeps ids that hold spaces and line breaks whole', async () => {
    const { replay, redis } = appProcess(server, 'odd:');
    const id = 'a b\r\nFLUSHALL\r\n"é';
    expect([await replay.claim(id, 5), await replay.claim(id, 5)]).toEqual([true, false]);
    expect(await redis.get(`odd:${id}`)).toBe('1');
  });

  it('refuses when Redis is not what it should be', async () => {
    const { ask, redis } = appProcess(server);
    await redis.config('SET', 'maxmemory', '1');
    try {
      await expect(ask(withClaims({ jti: 'full' }))).rejects.toMatchObject(unknown);
    } finally {
      await redis.config('SET', 'maxmemory', '0');
    }
    expect((await ask(withClaims({ jti: 'full' }))).user).toBe('u-7');
  });

  it('refuses when Redis is gone or does not move', async () => {
    const mortal = await startRedisServer();
    const { ask } = appProcess(mortal);
    try {
      expect((await ask(withClaims({ jti: 'before' }))).user).toBe('u-7');
      process.kill(mortal.pid, 'SIGSTOP');
      await expect(ask(withClaims({ jti: 'stopped' }))).rejects.toMatchObject(unknown);
    } finally {
      process.kill(mortal.pid, 'SIGKILL');
      await mortal.stop();
    }
    await expect(ask(withClaims({ jti: 'gone' }))).rejects.toMatchObject(unknown);
  });
});

describe('a client of Redis', () => {
  it.each([['QUEUED'], [1], [true], [undefined], [''], [['OK']], [Buffer.from('OK')]])(
    'that answers %j refuses the request',
    async (answer) => {
      const replay = redisReplayStore({ send: async () => answer });
      const verifier = createContextVerifier({ ...options, replay });
      await expect(verifier.verify({ ...REQUEST, header: good })).rejects.toMatchObject(unknown);
    },
  );

  it.each<[object, RegExp]>([
    [{}, /"send"/],
    [{ send: 'redis://127.0.0.1' }, /"send"/],
    [{ send: async () => 'OK', prefix: '' }, /"prefix"/],
    [{ send: async () => 'OK', timeoutMs: 5000 }, /"timeoutMs"/],
  ])('must be given as it is: %j is refused', (wrong, message) => {
    expect(() => redisReplayStore(wrong as Parameters<typeof redisReplayStore>[0])).toThrow(message);
  });
});
