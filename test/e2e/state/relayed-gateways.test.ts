import { describe, expect, test } from 'vitest';
import { revoke } from '../../support/admin.ts';
import { startCacheServer } from '../../support/cache-server.ts';
import { send } from '../../support/client.ts';
import { redisGateOfFile } from '../../support/gate.ts';
import { ofFile } from '../../support/of-file.ts';
import { endsWithinBound } from './ends-within-bound.ts';

/** Four gateways of one location: they share a Redis, and the platform's cache in front of it. */

/** One document serves all so long, at least. */
const SHARED_MS = 350;

const cache = ofFile(await startCacheServer(), (server) => server.stop());
const { origin, gateways, bridge } = await redisGateOfFile({
  count: 4,
  cache: cache.url,
  settings: { PORTCULLIS_RELAY: 'cache' },
  routes: ['id: mine, path: /mine, access: { roles: any }'],
});
const [first] = gateways;

const everywhere = (cookie: string): Promise<readonly number[]> =>
  Promise.all(gateways.map(async (gateway) => (await send(gateway, '/mine', { headers: { cookie } })).status));

const passes = async (cookie: string): Promise<void> => {
  expect(await everywhere(cookie)).toEqual([200, 200, 200, 200]);
};

/** What is revoked at one is refused at all of them, and what is sent after the bound does not pass. */
async function endsEverywhere(user: string): Promise<void> {
  const cookie = await first.mint.cookie({ tid: 'acme', sub: user, sid: `s-${user}` });
  for (let round = 0; round < 3; round += 1) await passes(cookie);
  await revoke(first, { tenant: 'acme', user });
  await endsWithinBound(() => everywhere(cookie), origin);
}

test('they ask the store as one of them would, and read the rest from the cache', async () => {
  const cookie = await first.mint.cookie({ tid: 'acme' });
  await passes(cookie);
  await passes(cookie);
  const [began, asked, { hits }] = [Date.now(), bridge.requests.length, { ...cache.counts }];
  while (Date.now() - began < 4000) await passes(cookie);
  const times = Math.ceil((Date.now() - began) / SHARED_MS) + gateways.length;
  expect(bridge.requests.length - asked).toBeLessThanOrEqual(times);
  expect(cache.counts.hits).toBeGreaterThan(hits);
});

test('what is revoked at one of them is refused at all', async () => {
  await endsEverywhere('ada');
});

test('what lies in the cache says nothing to those who read it there', () => {
  const [entry = Buffer.alloc(0)] = cache.entries.values();
  expect(entry.length).toBeGreaterThan(100);
  for (const word of ['acme', 'ada', 'revocation', 'epoch']) expect(entry.includes(word)).toBe(false);
});

describe.each<[string, () => void]>([
  ['is empty', () => cache.entries.clear()],
  ['is down', () => cache.set('down')],
  ['does not answer', () => cache.set('hanging')],
  ['holds what others have written', () => poison(() => Buffer.from('HTTP/1.1 200 OK\r\n\r\nhello'))],
  ['holds part of a document', () => poison((entry) => entry.subarray(0, entry.length - 20))],
])('where the cache %s', (name, spoil) => {
  test('sessions pass, and what is revoked is refused at all of them', async () => {
    spoil();
    const user = `u-${name.replaceAll(' ', '-')}`;
    await endsEverywhere(user);
    cache.set('up');
  });
});

test('an old document that is put back again and again revokes nothing less', async () => {
  await passes(await first.mint.cookie({ tid: 'acme' }));
  const old = new Map(cache.entries);
  const putBack = setInterval(() => {
    for (const [key, entry] of old) cache.entries.set(key, entry);
  }, 20);
  try {
    await endsEverywhere('eve');
  } finally {
    clearInterval(putBack);
  }
});

function poison(change: (entry: Buffer) => Buffer): void {
  for (const [key, entry] of cache.entries) cache.entries.set(key, change(entry));
}
