/** Thrown where an answer did not come in time. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/** The answer, or a {@link DeadlineError} after `ms`. The late answer is ignored. */
export async function withDeadline<T>(answer: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new DeadlineError(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
