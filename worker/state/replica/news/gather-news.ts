import type { Meters } from '../../../core/metrics/index.ts';
import type { WaitUntil } from '../../port.ts';
import type { Relay } from '../../relay/index.ts';
import type { FeedAnswer, FeedPosition, FeedsAnswer, SeenShard } from '../../store.ts';
import type { Feed, News } from '../read-shard.ts';

interface Awaited {
  readonly since: FeedPosition;
  readonly resolve: (news: News) => void;
  readonly reject: (error: unknown) => void;
}

/** What goes out as one question. */
interface Batch {
  readonly shards: Map<number, Awaited>;
  /** One of them must hear it from the store: then all do. */
  direct: boolean;
  readonly waitUntil: WaitUntil;
}

/** Puts what the replicas of an isolate ask in one turn into one question. */
export function gatherNews(relay: Relay, meters: Pick<Meters, 'refreshes'>): Feed['news'] {
  let open: Batch | null = null;
  const begin = (waitUntil: WaitUntil): Batch => {
    const begun: Batch = { shards: new Map(), direct: false, waitUntil };
    // In the turn of the request that has asked first, whose connections it takes.
    queueMicrotask(() => {
      if (open === begun) open = null;
      void answer(begun, relay, meters);
    });
    return begun;
  };
  return (shard, since, { direct, waitUntil }) =>
    new Promise((resolve, reject) => {
      if (open === null || open.shards.has(shard)) open = begin(waitUntil);
      open.shards.set(shard, { since, resolve, reject });
      open.direct ||= direct;
    });
}

async function answer(
  { shards, direct, waitUntil }: Batch,
  relay: Relay,
  meters: Pick<Meters, 'refreshes'>,
): Promise<void> {
  const asked = [...shards].map(([shard, { since }]): SeenShard => ({ shard, since }));
  try {
    const said = await (direct ? relay.ask(asked, waitUntil) : relay.feeds(asked, waitUntil));
    meters.refreshes[said.ageMs > 0 ? 'relay' : 'store'] += 1;
    for (const [index, { resolve, reject }] of [...shards.values()].entries()) settle(said, index, resolve, reject);
  } catch (error) {
    for (const { reject } of shards.values()) reject(error);
  }
}

function settle(
  { answers, ageMs }: FeedsAnswer,
  index: number,
  resolve: Awaited['resolve'],
  reject: Awaited['reject'],
): void {
  const found: FeedAnswer | Error | undefined = answers[index];
  // Also where the age is not a number, since that would be fresh for ever.
  if (found === undefined || !(ageMs >= 0)) reject(new TypeError('shared state has not answered for a shard'));
  else if (found instanceof Error) reject(found);
  else resolve({ answer: found, ageMs });
}
