import { deadlineIn } from '../../core/time/index.ts';
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
  /** The store has answered, though another way or too late. */
  readonly answered: () => void;
}

const FAILURES_TO_OPEN = 3;
/** How long no question is asked; then one tries, and the others wait for its result. */
const OPEN_MS = 1000;

/** What breakers are set to. */
export interface BreakerOptions {
  /** Milliseconds; never runs backwards. */
  readonly now: () => number;
  /** A store that has not answered anything for so long is silent, and not merely late. */
  readonly silenceMs: number;
  /** Called when a store that was asked until now is given up on. */
  readonly onOpen: () => void;
}

function createBreaker({ now, silenceMs, onOpen }: BreakerOptions): Breaker {
  /** In a row: questions that failed, and those that were not answered in time. */
  let failures = 0;
  let unanswered = 0;
  /** When the last question was asked before the first one went unanswered. */
  let silentSinceMs = Number.NEGATIVE_INFINITY;
  let isTripped = false;
  let openUntilMs = Number.NEGATIVE_INFINITY;
  const isOpen = (): boolean => isTripped && now() < openUntilMs;
  const answered = (): void => {
    failures = 0;
    unanswered = 0;
    isTripped = false;
  };
  const isSilent = (): boolean => unanswered >= FAILURES_TO_OPEN && now() - silentSinceMs >= silenceMs;
  const fail = (error: unknown): void => {
    const late = deadlineIn(error);
    if (late === null) failures += 1;
    else {
      unanswered += 1;
      void late.arrival.then((isAnswer) => {
        if (isAnswer) answered();
      });
    }
    if (isTripped) openUntilMs = now() + OPEN_MS;
    else if (failures >= FAILURES_TO_OPEN || isSilent()) {
      isTripped = true;
      openUntilMs = now() + OPEN_MS;
      onOpen();
    }
  };
  return {
    isOpen,
    answered,
    run: async (ask, isOwn = () => true) => {
      if (isOpen()) throw new BreakerOpenError('shared state has failed, and is not asked for a moment');
      // Other questions find the breaker open while this one tries.
      if (isTripped) openUntilMs = now() + OPEN_MS;
      if (unanswered === 0) silentSinceMs = now();
      try {
        const answer = await ask();
        answered();
        return answer;
      } catch (error) {
        if (!(error instanceof BreakerOpenError) && isOwn(error)) fail(error);
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
export function createBreakers(apart: boolean, options: BreakerOptions): Breakers {
  const breakers = Array.from({ length: apart ? SHARDS : 1 }, () => createBreaker(options));
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
