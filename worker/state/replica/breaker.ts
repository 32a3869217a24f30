import { SHARDS } from '../shard.ts';
import { ShardError } from '../shard-error.ts';

/** Thrown in place of a question to a store that has just failed several times in a row. */
export class BreakerOpenError extends Error {
  override readonly name = 'BreakerOpenError';
}

/** Spares a failing store, and its callers the wait. */
export interface Breaker {
  /** Whether a question would be refused unasked. */
  readonly isOpen: () => boolean;
  /** @param isOwn whether a failure is that of the store which this breaker spares */
  readonly run: <T>(ask: () => Promise<T>, isOwn?: (error: unknown) => boolean) => Promise<T>;
}

const FAILURES_TO_OPEN = 3;
/** How long nobody asks; then one question tries, and the others wait for what becomes of it. */
const OPEN_MS = 1000;

/** @param onOpen called when a store that was asked until now is given up on */
function createBreaker(now: () => number, onOpen: () => void): Breaker {
  let failures = 0;
  let openUntilMs = Number.NEGATIVE_INFINITY;
  const isOpen = (): boolean => failures >= FAILURES_TO_OPEN && now() < openUntilMs;
  return {
    isOpen,
    run: async (ask, isOwn = () => true) => {
      if (isOpen()) throw new BreakerOpenError('shared state has failed, and is not asked for a moment');
      // Whoever comes while this one tries finds the breaker open.
      if (failures >= FAILURES_TO_OPEN) openUntilMs = now() + OPEN_MS;
      try {
        const answer = await ask();
        failures = 0;
        return answer;
      } catch (error) {
        if (error instanceof BreakerOpenError || !isOwn(error)) throw error;
        failures += 1;
        if (failures === FAILURES_TO_OPEN) onOpen();
        openUntilMs = now() + OPEN_MS;
        throw error;
      }
    },
  };
}

/** The breakers of a store: one, or one for each shard where the shards fail apart. */
export interface Breakers {
  readonly of: (shard: number) => Breaker;
  /** Asks several shards at once: whichever of them fails is the one that has failed. */
  readonly run: <T>(shards: readonly number[], ask: () => Promise<T>) => Promise<T>;
  /** Whether anything is given up on at present. */
  readonly anyOpen: () => boolean;
}

/** @param apart each shard is a server of its own: that one fails says nothing of the others */
export function createBreakers(apart: boolean, now: () => number, onOpen: () => void): Breakers {
  const breakers = Array.from({ length: apart ? SHARDS : 1 }, () => createBreaker(now, onOpen));
  const of = (shard: number): Breaker => {
    const breaker = breakers[apart ? shard : 0];
    if (breaker === undefined) throw new RangeError(`there is no shard ${shard}`);
    return breaker;
  };
  return {
    of,
    run: (shards, ask) => {
      const distinct = apart ? [...new Set(shards)] : shards.slice(0, 1);
      const through = distinct.reduce(
        (next, shard) => () =>
          of(shard).run(next, (error) => !(apart && error instanceof ShardError) || error.shard === shard),
        ask,
      );
      return through();
    },
    anyOpen: () => breakers.some((breaker) => breaker.isOpen()),
  };
}
