import type { FeedAnswer, StateStore } from '../store.ts';
import type { KnownRevocations } from './known-revocations.ts';
import { isBehind } from './lost-state.ts';
import { applyEntry, carryOver, emptyContents, heldBefore, noteHeld, type ShardContents } from './shard-contents.ts';

type Feed = Pick<StateStore, 'feed' | 'snapshot'>;

/** A state that is written to faster than it can be read is given up on for this time. */
const MAX_ROUNDS = 1000;

interface CaughtUp {
  /** `null` if the store cannot say what has changed. */
  readonly contents: ShardContents | null;
  /** Whether the store has another past than the contents. */
  readonly isLost: boolean;
}

/** The contents with all that has changed since. @param onChanges sees the changes of every answer, before they are put in */
export async function catchUp(
  feed: Feed,
  shard: number,
  contents: ShardContents,
  known: KnownRevocations,
  onChanges: (answer: Extract<FeedAnswer, { kind: 'changes' }>) => void = () => undefined,
): Promise<CaughtUp> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const since = contents.position;
    const answer = await feed.feed(shard, since);
    // Another refresh has brought the contents further meanwhile: this answer would take them back.
    if (contents.position !== since) continue;
    if (answer.kind === 'reload') return { contents: null, isLost: answer.lost || isBehind(answer.position, since) };
    onChanges(answer);
    for (const change of answer.changes) applyEntry(contents, known, change, true);
    contents.position = answer.position;
    if (!answer.more) return { contents, isLost: false };
  }
  throw new RangeError(`shard ${shard} changes faster than it can be read`);
}

/** What was known before a load, and by whom. */
interface Before {
  readonly before: ShardContents | null;
  readonly known: KnownRevocations;
  readonly nowSeconds: number;
  /** The store has said that it has another past. */
  readonly isLost: boolean;
}

/** Loads everything again. What was known to be revoked stays revoked, even if the store no longer has it. */
export async function load(
  feed: Feed,
  shard: number,
  { before, known, nowSeconds, isLost }: Before,
): Promise<ShardContents> {
  const held = heldBefore(shard, known, before, nowSeconds);
  let contents: ShardContents | null = null;
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Feed['snapshot']>> = await feed.snapshot(shard, cursor);
    contents ??= emptyContents(page.position, nowSeconds);
    for (const entry of page.entries) {
      noteHeld(held, entry);
      applyEntry(contents, known, entry, false);
    }
    cursor = page.next;
  } while (cursor !== null);
  const isOther = isLost || (before !== null && isBehind(contents.position, before.position));
  const complete = await catchUp(feed, shard, contents, known, ({ changes }) => {
    for (const entry of changes) noteHeld(held, entry);
  });
  if (complete.contents === null) throw new RangeError(`shard ${shard} was reset while it was read`);
  carryOver(contents, before, held, isOther, nowSeconds);
  return contents;
}
