import { createHash, randomBytes } from 'node:crypto';
import { type RedisRest, startRedisRest } from '@portcullis/cli/dev';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RedisServer, startRedisServer } from '../../../support/redis-server.ts';

const TOKEN = randomBytes(12).toString('base64url');

let redis: RedisServer;
let bridge: RedisRest;

beforeAll(async () => {
  redis = await startRedisServer();
  bridge = await startRedisRest({ redisUrl: redis.url, token: TOKEN });
});
afterAll(async () => {
  await bridge?.stop();
  await redis?.stop();
});
beforeEach(() => ask('/', ['FLUSHALL']));

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function ask(path: string, body?: unknown, { method, headers }: Asked = {}) {
  const response = await fetch(`${bridge.url}${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { authorization: `Bearer ${TOKEN}`, ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    json: text === '' ? null : (JSON.parse(text) as unknown),
  };
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const BASE64 = { headers: { 'upstash-encoding': 'base64' } };

describe('one command', () => {
  test('in the body', async () => {
    expect(await ask('/', ['SET', 'k', 'v', 'EX', 100])).toMatchObject({ status: 200, json: { result: 'OK' } });
    expect((await ask('/', ['GET', 'k'])).json).toEqual({ result: 'v' });
    expect((await ask('/', ['TTL', 'k'])).json).toEqual({ result: 100 });
    expect((await ask('/', ['GET', 'none'])).json).toEqual({ result: null });
  });

  test('in the path, with options, and with a body that stands after it', async () => {
    expect((await ask('/set/foo/bar?EX=100')).json).toEqual({ result: 'OK' });
    expect((await ask('/get/foo', undefined, { method: 'GET' })).json).toEqual({ result: 'bar' });
    expect((await ask('/ttl/foo', '')).json).toEqual({ result: 100 });
    expect((await ask('/set/a%2Fb%20c', 'body')).json).toEqual({ result: 'OK' });
    expect((await ask('/', ['GET', 'a/b c'])).json).toEqual({ result: 'body' });
    expect((await ask('/set/foo', 'later', { method: 'PUT' })).json).toEqual({ result: 'OK' });
    expect((await ask('/get/foo', undefined, { method: 'HEAD' })).json).toBe(null);
  });

  test('keeps lists flat, whatever the letters of the command', async () => {
    await ask('/', ['hset', 'h', 'a', '1', 'b', '2']);
    expect((await ask('/', ['hgetall', 'h'])).json).toEqual({ result: ['a', '1', 'b', '2'] });
    expect((await ask('/', ['HGETALL', 'h'])).json).toEqual({ result: ['a', '1', 'b', '2'] });
  });

  test('takes numbers, truth values and objects as texts', async () => {
    await ask('/', ['RPUSH', 'l', 1, true, { a: 1 }]);
    expect((await ask('/', ['LRANGE', 'l', 0, -1])).json).toEqual({ result: ['1', 'true', '{"a":1}'] });
  });
});

describe('texts in base64', () => {
  test('at every depth, but for OK alone', async () => {
    const script = 'return {1, "x", {"OK", {"y"}}, "OK", false}';
    expect((await ask('/', ['EVAL', script, 0], BASE64)).json).toEqual({
      result: [1, base64('x'), [base64('OK'), [base64('y')]], base64('OK'), null],
    });
    expect((await ask('/', ['SET', 'k', 'ä\u0000'], BASE64)).json).toEqual({ result: 'OK' });
    expect((await ask('/', ['GET', 'k'], BASE64)).json).toEqual({ result: base64('ä\u0000') });
    expect(
      (
        await ask(
          '/pipeline',
          [
            ['SET', 'k', 1],
            ['GET', 'k'],
          ],
          BASE64,
        )
      ).json,
    ).toEqual([{ result: 'OK' }, { result: base64('1') }]);
  });
});

describe('several commands', () => {
  test('one after the other: an error is that command’s own', async () => {
    const answer = await ask('/pipeline', [['SET', 'k', 'v'], ['LPUSH', 'k', 'x'], ['NOPE'], ['GET', 'k']]);
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual([
      { result: 'OK' },
      { error: 'WRONGTYPE Operation against a key holding the wrong kind of value' },
      { error: expect.stringMatching(/^ERR unknown command 'NOPE'/) },
      { result: 'v' },
    ]);
  });

  test('as one transaction: what fails in it leaves the rest', async () => {
    const answer = await ask('/multi-exec', [
      ['SET', 'k', 'v'],
      ['LPUSH', 'k', 'x'],
      ['GET', 'k'],
    ]);
    expect(answer).toMatchObject({
      status: 200,
      json: [{ result: 'OK' }, { error: expect.stringMatching(/^WRONGTYPE /) }, { result: 'v' }],
    });
  });

  test('a transaction with a command that does not exist does nothing at all', async () => {
    const answer = await ask('/multi-exec', [['SET', 'k', 'v'], ['NOPE']]);
    expect(answer).toMatchObject({ status: 400, json: { error: expect.stringMatching(/^EXECABORT /) } });
    expect((await ask('/', ['EXISTS', 'k'])).json).toEqual({ result: 0 });
  });

  test('transactions at the same time do not mix', async () => {
    const count = () =>
      ask('/multi-exec', [
        ['INCR', 'n'],
        ['INCR', 'n'],
        ['GET', 'n'],
      ]);
    const answers = await Promise.all(Array.from({ length: 30 }, count));
    for (const { json } of answers) {
      const [, second, read] = json as { result: unknown }[];
      expect(String(second?.result)).toBe(read?.result);
    }
    expect((await ask('/', ['GET', 'n'])).json).toEqual({ result: '60' });
  });
});

describe('scripts', () => {
  const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');

  test('one that is not known is asked for in the words that clients wait for', async () => {
    const unknown = { status: 400, json: { error: 'NOSCRIPT No matching script. Please use EVAL.' } };
    expect(await ask('/', ['EVALSHA', '0'.repeat(40), 0])).toMatchObject(unknown);
    expect(await ask('/', ['EVALSHA', 'short', 0])).toMatchObject(unknown);
  });

  test.each([
    '#!lua flags=allow-key-locking\nreturn {KEYS[1], ARGV[1]}',
    '#!lua flags=no-writes,allow-key-locking\nreturn {KEYS[1], ARGV[1]}',
    '#!lua\nreturn {KEYS[1], ARGV[1]}',
    'return {KEYS[1], ARGV[1]}',
  ])('%j is known by its own name after EVAL and after SCRIPT LOAD', async (script) => {
    const result = { status: 200, json: { result: ['k', 'a'] } };
    await ask('/', ['SCRIPT', 'FLUSH']);
    expect(await ask('/', ['EVAL', script, 1, 'k', 'a'])).toMatchObject(result);
    expect(await ask('/', ['EVALSHA', sha1(script), 1, 'k', 'a'])).toMatchObject(result);
    await ask('/', ['SCRIPT', 'FLUSH']);
    expect((await ask('/', ['SCRIPT', 'LOAD', script])).json).toEqual({ result: sha1(script) });
    expect((await ask('/', ['SCRIPT', 'EXISTS', sha1(script), '0'.repeat(40)])).json).toEqual({ result: [1, 0] });
    expect(await ask('/', ['evalsha', sha1(script).toUpperCase(), 1, 'k', 'a'])).toMatchObject(result);
    expect((await ask('/multi-exec', [['SCRIPT', 'LOAD', script]])).json).toEqual([{ result: sha1(script) }]);
  });

  test('a flag that stays is obeyed', async () => {
    const script = "#!lua flags=no-writes,allow-key-locking\nreturn redis.call('SET', KEYS[1], '1')";
    const { json } = await ask('/', ['EVAL', script, 1, 'k']);
    expect(json).toMatchObject({
      error: expect.stringMatching(/Write commands are not allowed from read-only scripts/),
    });
  });
});

describe('refused', () => {
  test.each([
    ['no token', '/get/k', {}],
    ['another token', '/get/k', { authorization: 'Bearer other' }],
    ['the token without its scheme', '/get/k', { authorization: TOKEN }],
    ['another token in the query', '/get/k?_token=other', {}],
    ['an empty token', '/get/k?_token=', { authorization: 'Bearer ' }],
    ['a list without a token', '/pipeline', {}],
  ])('%s', async (_, path, headers) => {
    const response = await fetch(`${bridge.url}${path}`, { headers });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ error: 'WRONGPASS invalid or missing auth token' });
  });

  test('the token in the query is as good as in the header', async () => {
    const response = await fetch(`${bridge.url}/set/k/v?_token=${TOKEN}&EX=10`);
    expect([response.status, await response.json()]).toEqual([200, { result: 'OK' }]);
    expect((await ask('/', ['TTL', 'k'])).json).toEqual({ result: 10 });
  });

  test.each([
    ['/', '{', 'ERR failed to parse command'],
    ['/', [], 'ERR failed to parse command'],
    ['/', { a: 1 }, 'ERR failed to parse command'],
    ['/', ['GET', null], 'ERR failed to parse command'],
    ['/', [''], 'ERR empty command'],
    ['/pipeline', [], 'ERR failed to parse pipeline request'],
    ['/pipeline', ['GET', 'k'], 'ERR failed to parse command'],
    ['/multi-exec', 'x', 'ERR failed to parse command'],
    ['/get/%zz', '', 'ERR failed to parse command'],
    ['/', ['SUBSCRIBE', 'x'], "ERR Command is not available: 'SUBSCRIBE'"],
    ['/pipeline', [['multi']], "ERR Command is not available: 'MULTI'"],
    ['/', ['GET'], "ERR wrong number of arguments for 'get' command"],
  ])('%s with %j', async (path, body, error) => {
    expect(await ask(path, body)).toMatchObject({ status: 400, json: { error } });
  });

  test.each([
    ['GET', '/'],
    ['GET', '/pipeline'],
    ['GET', '/multi-exec'],
    ['DELETE', '/get/k'],
    ['PATCH', '/'],
  ])('%s %s', async (method, path) => {
    expect((await ask(path, undefined, { method })).status).toBe(405);
  });

  test('a body beyond what Upstash takes', async () => {
    const answer = await ask('/', ['SET', 'k', 'x'.repeat(10 * 1024 * 1024)]);
    expect(answer).toMatchObject({
      status: 400,
      json: { error: expect.stringContaining('max request size exceeded') },
    });
  });
});

test('every answer carries a sync token of its own', async () => {
  const tokens = await Promise.all(Array.from({ length: 5 }, async () => (await ask('/get/k')).headers));
  expect(new Set(tokens.map((headers) => headers.get('upstash-sync-token'))).size).toBe(5);
});

test('Redis away is the bridge’s fault, not the caller’s, and it finds Redis again', async () => {
  const own = await startRedisServer();
  const ownBridge = await startRedisRest({ redisUrl: own.url, token: TOKEN });
  const count = async () => {
    const response = await fetch(`${ownBridge.url}/incr/n?_token=${TOKEN}`);
    return { status: response.status, json: await response.json() };
  };
  let again: RedisServer | null = null;
  try {
    expect(await count()).toEqual({ status: 200, json: { result: 1 } });
    await own.stop();
    const away = { status: 502, json: { error: expect.stringMatching(/cannot be reached$/) } };
    expect(await count()).toEqual(away);
    expect(await count()).toEqual(away);
    again = await startRedisServer({ port: own.port });
    await expect.poll(count).toEqual({ status: 200, json: { result: 1 } });
  } finally {
    await ownBridge.stop();
    await again?.stop();
  }
});

test('it does not start where there is no Redis', async () => {
  await expect(startRedisRest({ redisUrl: 'redis://127.0.0.1:1', token: TOKEN })).rejects.toThrow(/ECONNREFUSED/);
});
