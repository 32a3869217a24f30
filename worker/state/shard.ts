/** Parts that the state is divided into, so that a replica need only hold those that it serves. */
export const SHARDS = 32;

const FNV_OFFSET = 0x81_1c_9d_c5;
const FNV_PRIME = 0x01_00_01_93;

/**
 * The shard that a tenant belongs to, 0 to 31; limits by address alone take the shard of their key. FNV-1a over the
 * UTF-8 bytes: fixed for ever, since stored state is divided by it.
 */
export function shardOf(key: string): number {
  let hash = FNV_OFFSET;
  for (const byte of new TextEncoder().encode(key)) hash = Math.imul(hash ^ byte, FNV_PRIME);
  return (hash >>> 0) % SHARDS;
}
