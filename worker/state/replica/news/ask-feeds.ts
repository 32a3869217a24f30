import type { FeedAnswer, FeedsAnswer, SeenShard, StateStore } from '../../store.ts';
import { BreakerOpenError, type Breakers } from '../breaker.ts';

/**
 * Asks the store about several shards, as far as it is not given up on. One call counts as one, however many shards it is about;
 * where each shard is a server of its own, each counts by itself.
 */
export function createAskFeeds(store: StateStore, breakers: Breakers): StateStore['feeds'] {
  if (!store.shardsFailApart) return (asked) => breakers.run([0], () => store.feeds(asked));
  return async (asked) => {
    const open = asked.filter(({ shard }) => !breakers.of(shard).isOpen());
    const all: Promise<FeedsAnswer> = open.length === 0 ? Promise.reject(givenUp()) : store.feeds(open);
    const ask = ({ shard }: SeenShard): Promise<FeedAnswer | Error> =>
      breakers
        .of(shard)
        .run(async () => answerIn(await all, open, shard))
        .catch(asError);
    const answers = await Promise.all(asked.map(ask));
    const { storeMs, ageMs } = await all.catch(() => NOTHING);
    return { answers, storeMs, ageMs };
  };
}

const NOTHING = { storeMs: null, ageMs: 0 };

function answerIn({ answers }: FeedsAnswer, asked: readonly SeenShard[], shard: number): FeedAnswer {
  const answer = answers[asked.findIndex((each) => each.shard === shard)];
  if (answer === undefined) throw new TypeError(`shared state has not answered for shard ${shard}`);
  if (answer instanceof Error) throw answer;
  return answer;
}

function givenUp(): BreakerOpenError {
  return new BreakerOpenError('shared state has failed, and is not asked for a moment');
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new TypeError(String(error));
}
