import type { StatePosition } from '@portcullis/rules/engine';
import type { SteadyClock } from '../../core/time/index.ts';
import type { FeedPosition, StateStore } from '../store.ts';
import type { Witness } from './believed.ts';
import type { KnownRevocation, KnownRevocations } from './known-revocations.ts';
import { createGonePositions, hasSeen } from './lost-state.ts';
import type { Copy } from './plan.ts';
import { catchUp, load } from './read-shard.ts';
import { type ContentsSize, policyIn, renew, type ShardContents, sizeOf, suspicionOf } from './shard-contents.ts';

/** Where a replica learns of changes. */
export type Feed = Pick<StateStore, 'feed' | 'snapshot'>;

/** What one isolate knows of one shard of the state, and since when. */
export interface ShardReplica extends Copy, Witness {
  readonly position: FeedPosition | null;
  /** Refreshes that have begun so far, and the last of them that ended well. */
  readonly begun: number;
  readonly ended: number;
  /** When a request was last judged by it, and how old it was then; infinitely long ago where none was. */
  readonly lastUse: { readonly atMs: number; readonly ageMs: number };
  readonly noteUse: (steadyMs: number) => void;
  readonly size: () => ContentsSize;
  /** What the store has lost of what is known here in full. */
  readonly missing: () => readonly KnownRevocation[];
  /** What is known here is older than what was just changed: it must be refreshed before anybody is judged by it. */
  readonly outdate: () => void;
  /** The time of what a refresh has brought, or may yet bring, is over, whatever the clock says. */
  readonly expire: (refresh: number) => void;
  /**
   * A session came with a position before a refresh began. Had that state come later, the refresh would have met it: where it
   * has not, it is gone, and nothing can be compared with it.
   */
  readonly mustHaveMet: (seen: StatePosition) => void;
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
  const gone = createGonePositions();
  const lastUse = { atMs: Number.NEGATIVE_INFINITY, ageMs: 0 };

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
  const isAbandoned = (): boolean => {
    const runsForMs = clock.now() - begunMs;
    return !(runsForMs >= 0 && runsForMs <= ABANDONED_MS);
  };
  return {
    get asOfMs() {
      return asOfMs;
    },
    get isExpired() {
      return endedCount <= expiredAt;
    },
    get refreshBegunMs() {
      return begunMs;
    },
    get refreshTookMs() {
      return tookMs;
    },
    get begun() {
      return begunCount;
    },
    get ended() {
      return endedCount;
    },
    get position() {
      return contents?.position ?? null;
    },
    lastUse,
    noteUse: (steadyMs) => {
      lastUse.atMs = steadyMs;
      lastUse.ageMs = steadyMs - asOfMs;
    },
    isGone: gone.isGone,
    size: () => sizeOf(contents),
    suspicionOf: (subject, nowSeconds) => suspicionOf(contents, known, subject, nowSeconds),
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
    mustHaveMet: (seen) => {
      const position = contents?.position ?? null;
      if (!hasSeen(position, seen)) gone.note(position, seen);
    },
    refresh: () => {
      if (running === null || isAbandoned()) {
        const begun = update().finally(() => {
          if (running === begun) running = null;
        });
        running = begun;
      }
      return running;
    },
  };
}
