/** Thrown where an answer did not come in time. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/** The answer, or a {@link DeadlineError} after `ms`. The late answer is ignored. */
export async function withDeadline<T>(answer: Promise<T>, ms: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new DeadlineError(`no answer within ${ms} ms`)), ms);
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
