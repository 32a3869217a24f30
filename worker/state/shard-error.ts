import { errorText } from '../core/failures/index.ts';

/** Thrown where one of several shards did not answer. The others may have answered. */
export class ShardError extends Error {
  override readonly name = 'ShardError';
  readonly shard: number;

  constructor(shard: number, cause: unknown) {
    super(`part ${shard} of the state: ${errorText(cause)}`, { cause });
    this.shard = shard;
  }
}
