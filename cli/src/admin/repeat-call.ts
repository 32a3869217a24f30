import { setTimeout as wait } from 'node:timers/promises';
import { CommandError, type Io } from '../io.ts';

/** The gateway has not said whether it did what was asked, or that it cannot for now. */
export class UnacknowledgedError extends CommandError {
  /** Nothing answers there at all. */
  readonly isAbsent: boolean;
  readonly retryAfterSeconds: number | null;

  constructor(message: string, { isAbsent = false, retryAfterSeconds = null as number | null } = {}) {
    super(1, message);
    this.isAbsent = isAbsent;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** All tries and waits together. */
const PATIENCE_MS = 30_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5000;

/**
 * Makes a call again until the gateway acknowledges it, and says so: for calls that may be carried out twice. Where nothing
 * answers from the start, the address is wrong or the gateway does not run, which waiting does not change.
 */
export async function repeatCall<T>(call: () => Promise<T>, io: Io): Promise<T> {
  let spentMs = 0;
  for (let tries = 1; ; tries += 1) {
    const startedMs = performance.now();
    try {
      const reply = await call();
      if (tries > 1) io.notify(`Acknowledged at try ${tries}.`);
      return reply;
    } catch (error) {
      if (!(error instanceof UnacknowledgedError) || (error.isAbsent && tries === 1)) throw error;
      const waitMs = waitBefore(tries, error);
      spentMs += performance.now() - startedMs + waitMs;
      if (spentMs > PATIENCE_MS)
        throw new CommandError(
          1,
          `${error.message} It was not acknowledged in ${tries} ${tries === 1 ? 'try' : 'tries'}. Run the command again: repeating it is safe.`,
        );
      io.notify(`${error.message} Not acknowledged: trying again in ${waitMs / 1000} s, which is safe.`);
      await wait(waitMs);
    }
  }
}

function waitBefore(tries: number, { retryAfterSeconds }: UnacknowledgedError): number {
  const backOffMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1));
  return Math.max(backOffMs, (retryAfterSeconds ?? 0) * 1000);
}
