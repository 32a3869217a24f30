import { within } from '../calls/within.ts';
import { GateError } from './gate-error.ts';

/** How long and how often one call is tried. */
export interface Tries {
  /** Tries after the first. */
  readonly retries: number;
  /** For each try, the body of the answer included. */
  readonly timeoutMs: number;
  /** For all tries and the waits between them. */
  readonly totalTimeoutMs: number;
}

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2000;
/** A gateway that asks for more patience than this is left alone: the caller decides. */
const LONGEST_ASKED_WAIT_MS = 10_000;

/**
 * Makes a call, and makes it again where that may help: there was no answer, or the gateway says that it cannot for now.
 * Only for calls that may be carried out twice. Rejects with {@link GateError}.
 */
export async function callRepeatedly<T>(call: (signal: AbortSignal) => Promise<T>, tries: Tries): Promise<T> {
  const endsAt = performance.now() + tries.totalTimeoutMs;
  for (let retry = 0; ; retry += 1) {
    const leftMs = Math.max(0, endsAt - performance.now());
    const failure = await attempt(call, Math.min(tries.timeoutMs, leftMs));
    if ('result' in failure) return failure.result;
    const { error } = failure;
    const waitMs = retry < tries.retries ? waitBefore(retry, error) : null;
    if (waitMs === null || performance.now() + waitMs >= endsAt) throw error;
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}

async function attempt<T>(
  call: (signal: AbortSignal) => Promise<T>,
  timeoutMs: number,
): Promise<{ readonly result: T } | { readonly error: GateError }> {
  const stop = new AbortController();
  try {
    // The signal frees the connection; the race holds where a fetch does not obey its signal.
    return { result: await within(timeoutMs, call(stop.signal)) };
  } catch (error) {
    if (error instanceof GateError) return { error };
    const isLate = error instanceof DOMException && error.name === 'TimeoutError';
    return { error: new GateError(isLate ? 'ERR_GATE_TIMEOUT' : 'ERR_GATE_UNREACHABLE', networkCode(error)) };
  } finally {
    stop.abort();
  }
}

/** Milliseconds to wait before the next try; `null` where it would not help. */
function waitBefore(retry: number, { code, retryAfterSeconds }: GateError): number | null {
  if (code !== 'ERR_GATE_UNREACHABLE' && code !== 'ERR_GATE_TIMEOUT' && code !== 'ERR_GATE_UNAVAILABLE') return null;
  const backOffMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** retry);
  // Apps that failed together must not come back together.
  const waitMs = backOffMs * (0.5 + Math.random() / 2);
  if (retryAfterSeconds === null) return waitMs;
  const askedMs = retryAfterSeconds * 1000;
  return askedMs > LONGEST_ASKED_WAIT_MS ? null : Math.max(waitMs, askedMs);
}

/** What the network says of itself, such as `ECONNREFUSED`: a fixed word, never a value. */
function networkCode(error: unknown): string | null {
  const { cause } = error as { readonly cause?: { readonly code?: unknown } };
  return typeof cause?.code === 'string' && /^[A-Z_0-9]{1,40}$/.test(cause.code) ? cause.code : null;
}
