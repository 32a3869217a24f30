/** Parts that the state is divided into, so that a replica need only hold those that it serves. */
export const SHARDS = 32;

/** Their numbers. */
export const ALL_SHARDS: readonly number[] = Array.from({ length: SHARDS }, (_, shard) => shard);

/** Shards that one request asks at the same time: the platform allows six connections a request. */
const SHARDS_AT_ONCE = 4;

const utf8 = new TextEncoder();
const FNV_OFFSET = 0x81_1c_9d_c5;
const FNV_PRIME = 0x01_00_01_93;

/**
 * The shard that a tenant belongs to, 0 to 31; limits without a tenant take the shard of their key. FNV-1a over the
 * UTF-8 bytes: fixed for ever, since stored state is divided by it.
 */
export function shardOf(key: string): number {
  let hash = FNV_OFFSET;
  for (let index = 0; index < key.length; index += 1) {
    const unit = key.charCodeAt(index);
    // Tenant ids and most keys are ASCII, where a unit is its own UTF-8.
    if (unit > 0x7f) return shardOfBytes(utf8.encode(key));
    hash = Math.imul(hash ^ unit, FNV_PRIME);
  }
  return (hash >>> 0) % SHARDS;
}

function shardOfBytes(bytes: Uint8Array): number {
  let hash = FNV_OFFSET;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, FNV_PRIME);
  return (hash >>> 0) % SHARDS;
}

/** Asks some shards, a few at a time. @returns their answers, in order */
export async function askShards<T>(
  shards: readonly number[],
  ask: (shard: number) => Promise<T>,
): Promise<readonly T[]> {
  const answers: T[] = [];
  for (let at = 0; at < shards.length; at += SHARDS_AT_ONCE)
    answers.push(...(await Promise.all(shards.slice(at, at + SHARDS_AT_ONCE).map(ask))));
  return answers;
}
