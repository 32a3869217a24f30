import { Redis } from 'ioredis';
import { beforeEach, expect, test } from 'vitest';
import { keptKey } from '../../../../worker/core/kept/index.ts';
import { createRedisState } from '../../../../worker/state/redis/redis-state.ts';
import { ofFile, redisStoreOfFile } from '../../../support/of-file.ts';
import { PATIENCE_MS } from '../../../support/patience.ts';
import { asking, claim, HOSTILE, policy, question, revocation } from '../conformance/samples.ts';

const { server, bridge, token } = await redisStoreOfFile();
const redis = ofFile(new Redis(server.url), (client) => client.disconnect());
const state = createRedisState({ url: bridge.url, token }, PATIENCE_MS);
beforeEach(() => redis.flushall());

test('names hold letters, digits and fixed marks alone, and ids only as hashes', async () => {
  for (const id of HOSTILE) {
    await state.revoke(revocation({ kind: 'session', tenant: id, id }));
    await state.revoke(revocation({ kind: 'user', tenant: 'acme', id }));
    await state.setTenantPolicy(id, policy());
    await state.writeKept(id === '' || id.length > 256 ? 'none' : id, [
      { key: keptKey('user', id.slice(0, 100)), value: id, expires: null },
    ]);
    await state.admit({ ...asking(id, id, id), limits: [claim(id, 5, 60)], record: JSON.stringify({ id }) });
  }
  const keys = await redis.keys('*');
  expect(keys.length).toBeGreaterThan(HOSTILE.length * 2);
  expect(keys.filter((key) => !/^portcullis:[a-z0-9:_-]+$/i.test(key))).toEqual([]);
  const hashes = keys.filter((key) => /:(?:revocations|policies)$/.test(key));
  const fields = (await Promise.all(hashes.map((key) => redis.hkeys(key)))).flat();
  expect(fields.filter((field) => !/^[a-z0-9._-]+$/i.test(field))).toEqual([]);
  const sets = keys.filter((key) => /:(?:kept-names|kept-ends|backup)[:\w-]*$/.test(key));
  const names = (await Promise.all(sets.map((key) => redis.zrange(key, 0, '-1')))).flat();
  expect(names.length).toBeGreaterThan(HOSTILE.length * 2);
  expect(names.filter((name) => !/^[\w.~%/-]+$/.test(name))).toEqual([]);
  expect(fields.filter((field) => field.startsWith('acme.user.')).length).toBe(HOSTILE.length);
});

test('all that is not kept by purpose expires by itself', async () => {
  const began = Date.now();
  await state.revoke(revocation({ kind: 'everyone' }));
  await state.setTenantPolicy('acme', policy());
  await state.admit(question({ tenant: 'acme', limits: [claim('k', 5, 60)], record: '{}' }));
  const key = keptKey('session', 'u', 's');
  await state.writeKept('acme', [{ key, value: 'x', expires: Date.now() / 1000 + 60 }]);
  await state.writeKept('globex', [{ key, value: 'x', expires: null }]);
  await state.writeKept('initech', [{ key, value: 'x', expires: null }]);
  await state.writeKept('initech', [{ key, value: null, expires: null }]);
  const lasting: string[] = [];
  for (const key of await redis.keys('*')) if ((await redis.pttl(key)) === -1) lasting.push(key);
  expect(lasting.filter((key) => !/:(?:positions|revocations|expiries|policies|globex)$/.test(key))).toEqual([]);
  const [limit] = await redis.keys('portcullis:limit:*');
  const left = await redis.pttl(limit ?? '');
  expect(left).toBeGreaterThan(60_000 - (Date.now() - began) - 1000);
  expect(left).toBeLessThanOrEqual(62_000);
});

test('revocations that have run out are cleared away by later ones of their shard', async () => {
  const past = Date.now() / 1000 - 1;
  for (let index = 0; index < 250; index += 1)
    await state.revoke(revocation({ kind: 'session', tenant: 'acme', id: `s${index}` }, { expires: past }));
  const [key = ''] = await redis.keys('portcullis:*:revocations');
  expect(await redis.hlen(key)).toBeLessThan(100);
  const [expiries = ''] = await redis.keys('portcullis:*:expiries');
  expect(await redis.zcard(expiries)).toBe(await redis.hlen(key));
});

test('documents that have run out are cleared away by later ones of their home', async () => {
  const past = Date.now() / 1000 - 1;
  for (let index = 0; index < 250; index += 1)
    await state.writeKept('acme', [{ key: keptKey('user', `u${index}`), value: 'x', expires: past }]);
  expect(await redis.zcard('portcullis:kept-names:acme')).toBeLessThan(5);
  expect(await redis.hlen('portcullis:kept:acme')).toBeLessThan(5);
  const [backup = ''] = await redis.keys('portcullis:*:backup');
  expect(await redis.zcard(backup)).toBeLessThan(150);
});

test('a record is kept as it is, in the stream of its tenant', async () => {
  const record = JSON.stringify({ path: '/a\u0000"b', user: 'ä😀' });
  await state.admit(question({ tenant: 'acme', record }));
  await state.admit(question({ record }));
  for (const key of ['portcullis:records:acme', 'portcullis:records:-']) {
    const [[, fields] = []] = await redis.xrange(key, '-', '+');
    expect(fields).toEqual(['event', record]);
    const days = (await redis.pttl(key)) / 86_400_000;
    expect([days > 89, days <= 90]).toEqual([true, true]);
  }
});
