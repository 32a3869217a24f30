import type { TenantPolicy } from '@portcullis/rules/engine';
import type { AdmitQuestion } from '../port.ts';
import type { FeedPosition, StateStore } from '../store.ts';
import {
  applyEntry,
  type ContentsSize,
  emptyContents,
  lose,
  renew,
  type ShardContents,
  type Suspicion,
  sizeOf,
  suspicionOf,
} from './shard-contents.ts';

/** Where a replica learns of changes. */
export type Feed = Pick<StateStore, 'feed' | 'snapshot'>;

/** What one isolate knows of one shard of the state, and since when. */
export interface ShardReplica {
  /** Milliseconds since the state was as it is known here, at most; infinite where nothing is known yet. */
  readonly ageMs: () => number;
  /** Milliseconds since the last refresh began; infinite where none did. */
  readonly sinceRefreshMs: () => number;
  /** Refreshes that have begun so far, and the last of them that ended well. */
  readonly begun: () => number;
  readonly ended: () => number;
  readonly position: () => FeedPosition | null;
  readonly size: () => ContentsSize;
  readonly suspicionOf: (subject: NonNullable<AdmitQuestion['subject']>) => Suspicion;
  readonly policyOf: (tenant: string) => TenantPolicy | null;
  /** What is known here is older than what was just changed: it must be refreshed before anybody is judged by it. */
  readonly outdate: () => void;
  /** Brings the replica up to date. However many ask at once, the store is asked once. Throws where it cannot answer. */
  readonly refresh: () => Promise<void>;
}

/** A refresh whose request was cut off by the platform may never end: another one then takes its place. */
const ABANDONED_MS = 2000;
/** A state that is written to faster than it can be read is given up on for this time. */
const MAX_ROUNDS = 1000;

/** @param now milliseconds since the epoch; must not run backwards by more than clocks do */
export function createShardReplica(feed: Feed, shard: number, now: () => number): ShardReplica {
  let contents: ShardContents | null = null;
  let asOfMs = Number.NEGATIVE_INFINITY;
  let begunMs = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | null = null;
  let begunCount = 0;
  let endedCount = 0;
  let outdatedAt = 0;

  const update = async (): Promise<void> => {
    const startedMs = now();
    begunMs = startedMs;
    begunCount += 1;
    const own = begunCount;
    const known = contents;
    // Before anything is put in: what expires later than it can tell would not be held.
    if (known !== null) renew(known, startedMs / 1000);
    const current = known === null ? null : await caughtUp(feed, shard, known);
    const next = current ?? (await loaded(feed, shard, known, startedMs / 1000));
    // One that began later has ended already: what it brought is newer.
    if (own < endedCount) return;
    contents = next;
    endedCount = own;
    if (own > outdatedAt) asOfMs = Math.max(asOfMs, startedMs);
  };
  return {
    ageMs: () => now() - asOfMs,
    sinceRefreshMs: () => now() - begunMs,
    begun: () => begunCount,
    ended: () => endedCount,
    position: () => contents?.position ?? null,
    size: () => sizeOf(contents),
    suspicionOf: (subject) => (contents === null ? 'maybe' : suspicionOf(contents, subject, now() / 1000)),
    policyOf: (tenant) => contents?.policies.get(tenant) ?? null,
    outdate: () => {
      // A refresh that has begun may have read what was before.
      asOfMs = Number.NEGATIVE_INFINITY;
      begunMs = Number.NEGATIVE_INFINITY;
      outdatedAt = begunCount;
    },
    refresh: () => {
      const isAbandoned = now() - begunMs > ABANDONED_MS;
      if (running === null || isAbandoned) {
        const begun = update().finally(() => {
          if (running === begun) running = null;
        });
        running = begun;
      }
      return running;
    },
  };
}

/** The contents with all that has changed since; `null` where the store cannot tell that any more. */
async function caughtUp(feed: Feed, shard: number, contents: ShardContents): Promise<ShardContents | null> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const since = contents.position;
    const answer = await feed.feed(shard, since);
    // Another refresh has brought the contents further meanwhile: this answer would take them back.
    if (contents.position !== since) continue;
    if (answer.kind === 'reload') return null;
    for (const change of answer.changes) applyEntry(contents, change);
    contents.position = answer.position;
    if (!answer.more) return contents;
  }
  throw new RangeError(`shard ${shard} changes faster than it can be read`);
}

/**
 * Everything anew. A state of another epoch is not the one that was known: what had been revoked in that one is kept, since
 * the store can no longer say that it was.
 */
async function loaded(
  feed: Feed,
  shard: number,
  known: ShardContents | null,
  nowSeconds: number,
): Promise<ShardContents> {
  let contents: ShardContents | null = null;
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Feed['snapshot']>> = await feed.snapshot(shard, cursor);
    contents ??= emptyContents(page.position, nowSeconds);
    for (const entry of page.entries) applyEntry(contents, entry);
    cursor = page.next;
  } while (cursor !== null);
  if (known !== null) {
    lose(known.lost, contents.lost, nowSeconds);
    if (known.position.epoch !== contents.position.epoch) lose(known.revoked, contents.lost, nowSeconds);
  }
  const complete = await caughtUp(feed, shard, contents);
  if (complete === null) throw new RangeError(`shard ${shard} was reset while it was read`);
  return complete;
}
