import type { WaitUntil } from '../port.ts';
import type { FeedAnswer, FeedPosition, StateStore } from '../store.ts';
import type { KnownRevocations } from './known-revocations.ts';
import { isBehind } from './lost-state.ts';
import { createTenantPolicies, type PolicyMemory } from './policies/index.ts';
import { applyEntry, carryOver, emptyContents, heldBefore, noteHeld, type ShardContents } from './shard-contents.ts';

/** How a refresh asks. */
export interface Asking {
  /** The store itself is asked: what others have read of it lately will not do. */
  readonly direct: boolean;
  /** Of the request that has begun the refresh. */
  readonly waitUntil: WaitUntil;
}

/** What has changed, and how much older than the question that may be. */
export interface News {
  readonly answer: FeedAnswer;
  readonly ageMs: number;
}

/** Where replicas learn of changes. */
export interface Feed extends Pick<StateStore, 'snapshot'> {
  /** Questions that are asked in one turn go out together. */
  readonly news: (shard: number, since: FeedPosition, asking: Asking) => Promise<News>;
}

/** A state that is written to faster than it can be read is given up on for this time. */
const MAX_ROUNDS = 1000;

interface CaughtUp {
  /** `null` if the store cannot say what has changed. */
  readonly contents: ShardContents | null;
  /** Whether the store has another past than the contents. */
  readonly isLost: boolean;
  /** How much older than the refresh the contents may be. */
  readonly ageMs: number;
}

/** The contents with all that has changed since. @param onChanges sees the changes of every answer, before they are put in */
export async function catchUp(
  feed: Feed,
  shard: number,
  contents: ShardContents,
  known: KnownRevocations,
  asking: Asking,
  onChanges: (answer: Extract<FeedAnswer, { kind: 'changes' }>) => void = () => undefined,
): Promise<CaughtUp> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const since = contents.position;
    const { answer, ageMs } = await feed.news(shard, since, round === 0 ? asking : { ...asking, direct: true });
    // Another refresh has brought the contents further meanwhile: this answer would take them back.
    if (contents.position !== since) continue;
    if (answer.kind === 'reload')
      return { contents: null, isLost: answer.lost || isBehind(answer.position, since), ageMs };
    onChanges(answer);
    for (const change of answer.changes) applyEntry(contents, known, change, true);
    contents.position = answer.position;
    if (!answer.more) return { contents, isLost: false, ageMs };
  }
  throw new RangeError(`shard ${shard} changes faster than it can be read`);
}

/** What was known before a load, and by whom. */
interface Before {
  readonly before: ShardContents | null;
  readonly known: KnownRevocations;
  readonly policies: PolicyMemory;
  readonly nowSeconds: number;
  /** The store has said that it has another past. */
  readonly isLost: boolean;
  readonly waitUntil: WaitUntil;
}

/** Loads everything again. What was known to be revoked stays revoked, even if the store no longer has it. */
export async function load(
  feed: Feed,
  shard: number,
  { before, known, policies, nowSeconds, isLost, waitUntil }: Before,
): Promise<ShardContents> {
  const held = heldBefore(shard, known, before, nowSeconds);
  let contents: ShardContents | null = null;
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Feed['snapshot']>> = await feed.snapshot(shard, cursor);
    contents ??= emptyContents(page.position, createTenantPolicies(policies), nowSeconds);
    for (const entry of page.entries) {
      noteHeld(held, entry);
      applyEntry(contents, known, entry, false);
    }
    cursor = page.next;
  } while (cursor !== null);
  const isOther = isLost || (before !== null && isBehind(contents.position, before.position));
  // What others have read may be from before the first page.
  const asking = { direct: true, waitUntil };
  const complete = await catchUp(feed, shard, contents, known, asking, ({ changes }) => {
    for (const entry of changes) noteHeld(held, entry);
  });
  if (complete.contents === null) throw new RangeError(`shard ${shard} was reset while it was read`);
  carryOver(contents, before, held, isOther, nowSeconds);
  return contents;
}
