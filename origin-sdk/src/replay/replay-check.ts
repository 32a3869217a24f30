import { within } from '../calls/within.ts';
import { ConfigurationError, ContextError } from '../errors.ts';

/** Remembers which contexts were used. */
export interface ReplayStore {
  /**
   * Takes an id for itself: resolves to `true` for the first who asks and to `false` for all others, for at least
   * `seconds`. Anything else, a rejection or no answer refuses the request.
   * @param id the request's id (`jti`), verified
   */
  claim(id: string, seconds: number): Promise<boolean> | boolean;
}

/** A store that does not answer must not hold requests for longer. */
const DEADLINE_MS = 1000;

/** Makes the check that a context was not used before; it rejects with {@link ContextError}. */
export function createReplayCheck(store: ReplayStore | undefined): (id: string, seconds: number) => Promise<void> {
  if (store === undefined) return async () => undefined;
  if (typeof store?.claim !== 'function')
    throw new ConfigurationError('"replay" option must be a store, such as memoryReplayStore().');
  return async (id, seconds) => {
    const isFirst = await claimed(store, id, seconds);
    if (isFirst === true) return;
    throw new ContextError(isFirst === false ? 'ERR_CONTEXT_REPLAYED' : 'ERR_CONTEXT_REPLAY_UNKNOWN');
  };
}

/** `null` where the store did not say. */
async function claimed(store: ReplayStore, id: string, seconds: number): Promise<boolean | null> {
  try {
    const answer: unknown = await within(DEADLINE_MS, Promise.resolve(store.claim(id, seconds)));
    return typeof answer === 'boolean' ? answer : null;
  } catch {
    return null;
  }
}
