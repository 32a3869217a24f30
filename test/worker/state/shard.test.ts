import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { SHARDS, shardOf } from '../../../worker/state/shard.ts';

test.each([
  // The published values of FNV-1a, 32 bit.
  ['', 0x811c9dc5],
  ['a', 0xe40c292c],
  ['foobar', 0xbf9cf968],
])('%j lies where it always will', (key, hash) => expect(shardOf(key)).toBe(hash % SHARDS));

test('every text lies where its UTF-8 says', () => {
  const bytesDecide = (key: string): number =>
    (Buffer.from(key).reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 0x811c9dc5) >>> 0) % SHARDS;
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (key) => {
      expect(shardOf(key)).toBe(bytesDecide(key));
    }),
  );
});

test('tenants spread over all shards', () => {
  const counts = new Map<number, number>();
  for (let index = 0; index < 3200; index += 1) {
    const shard = shardOf(`tenant-${index}`);
    counts.set(shard, (counts.get(shard) ?? 0) + 1);
  }
  expect(counts.size).toBe(SHARDS);
  expect(Math.max(...counts.values())).toBeLessThan(200);
});
