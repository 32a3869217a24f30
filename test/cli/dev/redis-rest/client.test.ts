import { Redis } from '@upstash/redis';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { redisStoreOfFile } from '../../../support/of-file.ts';
import { EXECUTED, FAULTS } from '../../../support/redis-faults.ts';

const { bridge, token } = await redisStoreOfFile();
const client = new Redis({ url: bridge.url, token, enableTelemetry: false });
beforeEach(() => client.flushall());
afterEach(() => bridge.fail(null));

describe('the client of Upstash, as it comes', () => {
  test('reads and writes', async () => {
    expect(await client.set('k', { a: ['ä', 1] }, { ex: 100 })).toBe('OK');
    expect(await client.get('k')).toEqual({ a: ['ä', 1] });
    expect(await client.get('none')).toBe(null);
    expect(await client.incrby('n', 5)).toBe(5);
    await client.hset('h', { a: 1, b: 'x' });
    expect(await client.hgetall('h')).toEqual({ a: 1, b: 'x' });
    await client.sadd('s', 'OK', 'other');
    expect(new Set(await client.smembers('s'))).toEqual(new Set(['OK', 'other']));
    expect(await client.scan(0)).toEqual(['0', expect.arrayContaining(['k', 'n', 'h', 's'])]);
  });

  test('sends commands of one moment as one pipeline', async () => {
    const before = bridge.requests.length;
    expect(await Promise.all([client.incr('n'), client.incr('n')])).toEqual([1, 2]);
    expect(bridge.requests.slice(before).map(({ path }) => path)).toEqual(['/pipeline']);
  });

  test('runs transactions', async () => {
    expect(await client.multi().set('k', 'a').incr('n').get('k').exec()).toEqual(['OK', 1, 'a']);
    const discarded = client.multi().set('k', 'b').mset({}).exec();
    await expect(discarded).rejects.toThrow(/EXECABORT/);
    expect(await client.get('k')).toBe('a');
  });

  test('runs a script by its name, and loads it when it must', async () => {
    const script = client.createScript<number>('#!lua flags=allow-key-locking\nreturn tonumber(ARGV[1]) + 1');
    expect(await script.exec([], ['1'])).toBe(2);
    const before = bridge.requests.length;
    expect(await script.exec([], ['2'])).toBe(3);
    expect(bridge.requests.slice(before).map(({ commands }) => commands[0]?.[0])).toEqual(['EVALSHA']);
  });

  test('gives errors of Redis in the words of Redis', async () => {
    await client.set('k', 'v');
    await expect(client.lpush('k', 'x')).rejects.toThrow(/WRONGTYPE Operation against a key/);
  });
});

describe('with every fault of the way', () => {
  const careful = () =>
    new Redis({
      url: bridge.url,
      token,
      retry: { retries: 0 },
      signal: () => AbortSignal.timeout(1500),
      enableAutoPipelining: false,
      enableTelemetry: false,
    });

  test.each(FAULTS)('%s: one attempt, and Redis has done what it must have or nothing', async (fault) => {
    const redis = careful();
    bridge.fail(fault);
    const before = bridge.requests.length;
    const counted = await redis
      .eval("return {redis.call('INCR', KEYS[1]), 'counted'}", ['n'], [])
      .catch((error: unknown) => error);
    expect(counted).not.toEqual([1, 'counted']);
    expect(bridge.requests.length - before).toBe(1);
    bridge.fail(null);
    expect(Number(await client.get('n'))).toBe(EXECUTED.has(fault) ? 1 : 0);
  });

  test('a delay is waited for, up to the deadline', async () => {
    const redis = careful();
    bridge.fail(30);
    expect(await redis.incr('n')).toBe(1);
    bridge.fail(60_000);
    await expect(redis.incr('n')).rejects.toThrow(/timeout|aborted/i);
  });
});
