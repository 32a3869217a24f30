/** Redis did not answer, refused, or answered something that the script cannot have said. Its message holds nothing of the request. */
export class RedisStateError extends Error {
  override readonly name = 'RedisStateError';
}
