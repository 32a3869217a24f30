/** Thrown where an answer did not come in time. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
  /** Resolves once the answer has come after all: whether there was one, and no failure. May never settle. */
  readonly arrival: Promise<boolean>;

  constructor(ms: number, arrival: Promise<boolean> = Promise.resolve(false)) {
    super(`no answer within ${ms} ms`);
    this.arrival = arrival;
  }
}

/** How long a request waits for shared state, unless the rules say otherwise. */
export const DEFAULT_DEADLINE_MS = 250;

/** Operators' calls are rare, and better late than refused. So is what a replica reads while it still answers. */
export const PATIENT_DEADLINE_MS = 2000;

/** The answer, or a {@link DeadlineError} after `ms`. The late answer is ignored here. */
export async function withDeadline<T>(answer: Promise<T>, ms: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new DeadlineError(ms, arrivalOf(answer))), ms);
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** The deadline that a failure is about, also where one part of the state has missed it; `null` for none. */
export function deadlineIn(error: unknown): DeadlineError | null {
  if (error instanceof DeadlineError) return error;
  return error instanceof Error && error.cause !== undefined ? deadlineIn(error.cause) : null;
}

function arrivalOf(answer: Promise<unknown>): Promise<boolean> {
  return answer.then(
    () => true,
    () => false,
  );
}
