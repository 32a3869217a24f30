import { SHARDS, shardOf } from '../../../worker/state/shard.ts';
import { pickerOf, zipfShares } from './draws.ts';

/** Tenants by their share of the requests, the largest first, each in the shard that the gateway keeps it in. */
export interface Tenants {
  readonly shares: Float64Array;
  readonly shards: Uint8Array;
  /** Of all requests. */
  readonly sharesOfShards: readonly number[];
  /** Shard of a request's tenant, by a number from 0 to below 1. */
  readonly shardAt: (at: number) => number;
}

/** @param exponent of Zipf's law: with 1, the first of a million has 7 % of all requests */
export function createTenants(count: number, exponent: number): Tenants {
  const shares = zipfShares(count, exponent);
  const shards = Uint8Array.from({ length: count }, (_, rank) => shardOf(`tenant-${rank}`));
  const sharesOfShards = new Array<number>(SHARDS).fill(0);
  for (const [rank, shard] of shards.entries())
    sharesOfShards[shard] = (sharesOfShards[shard] ?? 0) + (shares[rank] ?? 0);
  return { shares, shards, sharesOfShards, shardAt: pickerOf(sharesOfShards) };
}
