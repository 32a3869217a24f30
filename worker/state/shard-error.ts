/** Thrown where one shard of several did not answer: that says nothing of the others. */
export class ShardError extends Error {
  override readonly name = 'ShardError';
  readonly shard: number;

  constructor(shard: number, cause: unknown) {
    super(`part ${shard} of the state: ${cause instanceof Error ? cause.message : 'no answer'}`, { cause });
    this.shard = shard;
  }
}
