import type { LimitClaim, LimitStatus } from '@portcullis/rules/engine';
import { BUCKETS } from '../limit-window.ts';
import type { StoreStatus } from '../store.ts';

/** Slices of limits' quotas that this isolate may spend without asking. */
export interface Leases {
  /** Spends one of a slice; `null` where there is none to spend. */
  readonly spend: (claim: LimitClaim) => Spending | null;
  /** Puts one back that was spent for a request which another limit refused, if its sub-bucket is not over yet. */
  readonly putBack: (key: string, spending: Spending) => void;
  /**
   * How much to ask for: what the key is likely to need until the slice ends, and less as its quota runs out. One alone
   * while another question for a slice of the same key is on its way: together they would drain the quota.
   */
  readonly demand: (claim: LimitClaim) => Demand;
  /** A question that asked for a slice has ended, with or without a slice. */
  readonly settle: (claim: LimitClaim, demand: Demand | null) => void;
  /** What is left of a slice whose time is over, once; `null` where nothing is. It was counted and never used. */
  readonly leftOver: (claim: LimitClaim) => LeftOver | null;
  /**
   * Keeps what was granted beyond the one that is spent at once.
   * @param askedMs when the question was sent, by this isolate's clock
   * @param countedAtMs when it was counted, by the store's
   * @returns what will never be used: of a slice that this one replaces, or of this one where its time is over already
   */
  readonly keep: (claim: LimitClaim, status: StoreStatus, askedMs: number, countedAtMs: number) => LeftOver | null;
}

/** What was counted at a moment of the store's clock and not used. */
export interface LeftOver {
  readonly cost: number;
  readonly countedAtMs: number;
}

/** What a question asks for. */
export interface Demand {
  readonly cost: number;
}

/** One that was spent of a slice. */
export interface Spending {
  readonly status: LimitStatus;
  /** The store's sub-bucket in which it is counted. */
  readonly bucket: number;
}

interface Slice {
  left: number;
  /** Spent since `sinceMs`, in this and earlier slices of the same sub-bucket. */
  spent: number;
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly lengthMs: number;
  readonly countedAtMs: number;
  /** The store's sub-bucket in which all of it is counted. */
  readonly bucket: number;
  /** Of the whole quota, when the slice was granted. */
  readonly remaining: number;
  readonly resetAtMs: number;
}

/** Other isolates want their part of what is left. */
const PART_OF_REMAINING = 8;
/** One burst is not a trend. */
const MAX_GROWTH = 4;
const MAX_KEYS = 10_000;
/** A question that was cut off by the platform may never end: later than this, the next one asks for a slice. */
const ABANDONED_MS = 1000;

/** @param now milliseconds since the epoch */
export function createLeases(now: () => number): Leases {
  const slices = new Map<string, Slice>();
  /** Questions for a slice that are on their way, and since when. */
  const asking = new Map<string, { readonly demand: Demand; readonly sinceMs: number }>();
  const live = (key: string): Slice | null => {
    const slice = slices.get(key);
    return slice !== undefined && now() < slice.untilMs ? slice : null;
  };
  return {
    spend: (claim) => {
      const slice = live(claim.key);
      if (slice === null || slice.left === 0) return null;
      slice.left -= 1;
      slice.spent += 1;
      const remaining = slice.remaining + slice.left;
      const resetMs = Math.max(1, slice.resetAtMs - now());
      return { status: { id: claim.id, admitted: true, remaining, resetMs }, bucket: slice.bucket };
    },
    putBack: (key, { bucket }) => {
      const slice = live(key);
      // What is counted in one sub-bucket must never be spent in another.
      if (slice === null || slice.bucket !== bucket || slice.spent === 0) return;
      slice.left += 1;
      slice.spent -= 1;
    },
    demand: (claim) => {
      const other = asking.get(claim.key);
      if (other !== undefined && now() - other.sinceMs < ABANDONED_MS) return { cost: 1 };
      const demand = { cost: neededCost(slices.get(claim.key), now()) };
      asking.delete(claim.key);
      asking.set(claim.key, { demand, sinceMs: now() });
      if (asking.size > MAX_KEYS) asking.delete(asking.keys().next().value ?? '');
      return demand;
    },
    settle: (claim, demand) => {
      if (asking.get(claim.key)?.demand === demand) asking.delete(claim.key);
    },
    leftOver: (claim) => {
      const slice = slices.get(claim.key);
      if (slice === undefined || now() < slice.untilMs) return null;
      const { left, countedAtMs } = slice;
      slice.left = 0;
      return overOf(left, countedAtMs);
    },
    keep: (claim, { granted, remaining, resetMs }, askedMs, countedAtMs) => {
      if (granted === 0) return null;
      // A slice is counted in one sub-bucket of the store's, and must be spent within it.
      const lengthMs = (claim.windowSeconds * 1000) / BUCKETS;
      const bucket = Math.floor(countedAtMs / lengthMs);
      // The store counted after it was asked: the sub-bucket ends no sooner than this.
      const untilMs = askedMs + Math.floor((bucket + 1) * lengthMs - countedAtMs);
      // An answer that comes late belongs to a sub-bucket that is over: what it grants is never spent elsewhere.
      if (now() >= untilMs) return overOf(granted - 1, countedAtMs);
      const known = slices.get(claim.key);
      const earlier = known?.bucket === bucket && now() < known.untilMs ? known : null;
      slices.delete(claim.key);
      slices.set(claim.key, {
        left: granted - 1 + (earlier?.left ?? 0),
        spent: 1 + (earlier?.spent ?? 0),
        sinceMs: earlier?.sinceMs ?? askedMs,
        untilMs: Math.min(earlier?.untilMs ?? untilMs, untilMs),
        countedAtMs,
        bucket,
        lengthMs,
        remaining,
        resetAtMs: now() + resetMs,
      });
      if (slices.size > MAX_KEYS) slices.delete(slices.keys().next().value ?? '');
      return known === undefined || earlier !== null ? null : overOf(known.left, known.countedAtMs);
    },
  };
}

/** How much the next slice should hold, by what was spent of the last one. */
function neededCost(slice: Slice | undefined, nowMs: number): number {
  if (slice === undefined || nowMs > slice.untilMs + slice.lengthMs) return 1;
  const spentForMs = Math.max(1, Math.min(nowMs, slice.untilMs) - slice.sinceMs);
  const neededForMs = nowMs < slice.untilMs ? slice.untilMs - nowMs : slice.lengthMs;
  const needed = Math.min(Math.ceil((slice.spent / spentForMs) * neededForMs), slice.spent * MAX_GROWTH);
  return Math.max(1, Math.min(needed, Math.floor(slice.remaining / PART_OF_REMAINING)));
}

function overOf(cost: number, countedAtMs: number): LeftOver | null {
  return cost === 0 ? null : { cost, countedAtMs };
}
