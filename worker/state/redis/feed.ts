import type { FeedAnswer, FeedPosition, FeedsAnswer, SeenShard } from '../store.ts';
import { parseEntry, withoutReason } from './entry-text.ts';
import { POSITIONS_KEY, shardKeys } from './keys.ts';
import type { Reply } from './reply.ts';
import type { ScriptRunner } from './script-runner.ts';

/** Changes that one answer holds at most, of all shards together. */
const FEED_CHANGES = 1000;

/** A shard, and how far its changes were seen; `null`: nothing was. */
interface AskedShard {
  readonly shard: number;
  readonly since: FeedPosition | null;
}

/** What changed in a shard. @param random a text that no other caller has */
export async function readFeed(
  run: ScriptRunner,
  random: string,
  shard: number,
  since: FeedPosition | null,
): Promise<FeedAnswer> {
  const reply = await runFeed(run, random, [{ shard, since }]);
  reply.integer();
  const answer = answerIn(reply, shard);
  reply.end();
  return answer;
}

/** What changed in several shards, by one call. @param random as above */
export async function readFeeds(run: ScriptRunner, random: string, asked: readonly SeenShard[]): Promise<FeedsAnswer> {
  if (asked.length === 0) return { answers: [], storeMs: null, ageMs: 0 };
  const reply = await runFeed(run, random, asked);
  const storeMs = reply.integer();
  const answers = asked.map(({ shard }) => answerIn(reply, shard));
  reply.end();
  return { answers, storeMs, ageMs: 0 };
}

function runFeed(run: ScriptRunner, random: string, asked: readonly AskedShard[]): Promise<Reply> {
  const keys = asked.map(({ shard }) => shardKeys(shard).feed);
  const seen = asked.flatMap(({ shard, since }) => [
    String(shard),
    since?.epoch ?? '',
    String(since?.version ?? 0),
    since?.mark ?? '',
  ]);
  return run('feed', [POSITIONS_KEY, ...keys], [random, String(FEED_CHANGES), ...seen]);
}

/** The part of the reply that is about a shard. */
function answerIn(reply: Reply, shard: number): FeedAnswer {
  if (reply.integer() !== shard) throw reply.odd();
  const position = reply.position();
  const kind = reply.choice(['forgotten', 'changes', 'lost']);
  const more = reply.flag();
  const count = reply.integer();
  if (count > FEED_CHANGES || (count === 0 ? more : kind !== 'changes')) throw reply.odd();
  const changes = Array.from({ length: count }, () => withoutReason(parseEntry(reply.text())));
  if (kind !== 'changes') return { kind: 'reload', position, lost: kind === 'lost' };
  return { kind: 'changes', position, changes, more };
}
