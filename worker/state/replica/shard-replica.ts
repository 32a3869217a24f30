import type { TenantPolicy } from '@portcullis/rules/engine';
import type { SteadyClock } from '../../core/time/index.ts';
import type { AdmitQuestion } from '../port.ts';
import type { FeedPosition, StateStore } from '../store.ts';
import type { KnownRevocation, KnownRevocations } from './known-revocations.ts';
import { catchUp, load } from './read-shard.ts';
import {
  type ContentsSize,
  policyIn,
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
  /** Whether what is known here is at most so old, and has not been called too old. */
  readonly isFresh: (boundMs: number) => boolean;
  /** Milliseconds since the last refresh began; infinite where none did. */
  readonly sinceRefreshMs: () => number;
  /** How long refreshes take lately. */
  readonly refreshMs: () => number;
  /** Refreshes that have begun so far, and the last of them that ended well. */
  readonly begun: () => number;
  readonly ended: () => number;
  readonly position: () => FeedPosition | null;
  readonly size: () => ContentsSize;
  readonly suspicionOf: (subject: NonNullable<AdmitQuestion['subject']>) => Suspicion;
  readonly policyOf: (tenant: string) => TenantPolicy | null;
  /** What held of a tenant in a state that is gone; `null` where nothing did, or it has been set anew. */
  readonly lostPolicyOf: (tenant: string) => TenantPolicy | null;
  /** What the store has lost of what is known here in full. */
  readonly missing: () => readonly KnownRevocation[];
  /** What is known here is older than what was just changed: it must be refreshed before anybody is judged by it. */
  readonly outdate: () => void;
  /** The time of what a refresh has brought, or may yet bring, is over, whatever the clock says. */
  readonly expire: (refresh: number) => void;
  /** Brings the replica up to date. However many ask at once, the store is asked once. Throws where it cannot answer. */
  readonly refresh: () => Promise<void>;
}

/** What a replica is made of. */
export interface ReplicaParts {
  readonly feed: Feed;
  readonly known: KnownRevocations;
  /** Milliseconds since the epoch, as set: for times that others have written. */
  readonly now: () => number;
  /** For ages. */
  readonly clock: SteadyClock;
}

/** A refresh whose request was cut off by the platform may never end: another one then takes its place. */
const ABANDONED_MS = 2500;
/** Of the time that refreshes take, so much is forgotten with each that is quicker. */
const EASING = 0.8;

export function createShardReplica(shard: number, { feed, known, now, clock }: ReplicaParts): ShardReplica {
  let contents: ShardContents | null = null;
  let asOfMs = Number.NEGATIVE_INFINITY;
  let begunMs = Number.NEGATIVE_INFINITY;
  let tookMs = 0;
  let running: Promise<void> | null = null;
  let begunCount = 0;
  let endedCount = 0;
  let outdatedAt = 0;
  let expiredAt = 0;
  let steps = clock.steps();

  const update = async (): Promise<void> => {
    const startedMs = clock.now();
    begunMs = startedMs;
    begunCount += 1;
    const own = begunCount;
    const before = contents;
    const nowSeconds = now() / 1000;
    const stepsBefore = clock.steps();
    // Before anything is put in: what expires later than it can tell would not be held.
    if (before !== null) renew(before, nowSeconds);
    known.renew(nowSeconds);
    // Where the clock stepped back, what was let go as expired may be live again.
    const current = before === null || stepsBefore !== steps ? null : await catchUp(feed, shard, before, known);
    const next =
      current?.contents ?? (await load(feed, shard, { before, known, nowSeconds, isLost: current?.isLost ?? false }));
    tookMs = Math.max(clock.now() - startedMs, tookMs * EASING);
    // One that began later has ended already: what it brought is newer.
    if (own < endedCount) return;
    contents = next;
    endedCount = own;
    steps = stepsBefore;
    if (own > outdatedAt) asOfMs = Math.max(asOfMs, startedMs);
  };
  const isWithin = (ageMs: number, boundMs: number): boolean => ageMs >= 0 && ageMs <= boundMs;
  return {
    ageMs: () => clock.now() - asOfMs,
    isFresh: (boundMs) => endedCount > expiredAt && isWithin(clock.now() - asOfMs, boundMs),
    sinceRefreshMs: () => clock.now() - begunMs,
    refreshMs: () => tookMs,
    begun: () => begunCount,
    ended: () => endedCount,
    position: () => contents?.position ?? null,
    size: () => sizeOf(contents),
    suspicionOf: (subject) => suspicionOf(contents, known, subject, now() / 1000),
    policyOf: (tenant) => (contents === null ? null : policyIn(contents, tenant)),
    lostPolicyOf: (tenant) => contents?.lostPolicies.get(tenant) ?? null,
    missing: () => [...(contents?.lost.values() ?? [])],
    outdate: () => {
      // A refresh that has begun may have read what was before.
      asOfMs = Number.NEGATIVE_INFINITY;
      begunMs = Number.NEGATIVE_INFINITY;
      outdatedAt = begunCount;
    },
    expire: (refresh) => {
      expiredAt = Math.max(expiredAt, refresh);
    },
    refresh: () => {
      const isAbandoned = !isWithin(clock.now() - begunMs, ABANDONED_MS);
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
