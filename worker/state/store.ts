import type {
  LimitClaim,
  LimitStatus,
  RenewalClaim,
  RenewalStanding,
  StatePosition,
  TenantPolicy,
} from '@portcullis/rules/engine';
import type { AdmitQuestion, RevocationScope, StatePort, Verdict } from './port.ts';

/** How far a shard's changes were seen, and by which history: a state that fell back and went on has others under the same versions. */
export interface FeedPosition extends StatePosition {
  /** Of the change that made this version, its own; '' where none did. */
  readonly mark: string;
}

/** A limit, and how much of it is taken at once. */
export interface StoreClaim extends LimitClaim {
  /** Default 1. More is for leases, which may get less than they ask for, but never nothing where they are admitted. */
  readonly cost?: number;
}

export interface StoreStatus extends LimitStatus {
  /** What was counted: 0 where this limit or another one refused. */
  readonly granted: number;
  /** When it was counted, where another clock did that than the answer's. */
  readonly countedAtMs?: number;
}

export interface StoreQuestion extends Pick<AdmitQuestion, 'tenant' | 'subject' | 'record'> {
  /** Absent where it is about no cookie. */
  readonly renewal?: RenewalClaim | null;
  readonly limits: readonly StoreClaim[];
  /** It may take as long as an operator's write. */
  readonly patient?: boolean;
}

export interface StoreAnswer extends Verdict {
  /** `null` where it was not asked. */
  readonly renewal: RenewalStanding | null;
  /** Of every limit of the question, in its order. */
  readonly limits: readonly StoreStatus[];
  /** When the request was counted, by the store's own clock, or its earliest one. */
  readonly countedAtMs: number;
  /** Of the tenant's shard; `null` where the question names no tenant. */
  readonly position: FeedPosition | null;
}

interface StoreRevocation {
  readonly kind: 'revocation';
  readonly scope: RevocationScope;
  /** Seconds since the epoch, both. */
  readonly notBefore: number;
  readonly expires: number;
}

/** A change of a shard. */
export type StoreEntry =
  | StoreRevocation
  /** `null`: the tenant has no policy any more. */
  | { readonly kind: 'policy'; readonly tenant: string; readonly policy: TenantPolicy | null };

/** What a shard holds. Of policies only that they are there: there may be millions, and `admit` answers with the one that is asked for. */
export type SnapshotEntry = StoreRevocation | { readonly kind: 'has-policy'; readonly tenant: string };

/** What changed since a position. Entries stand for themselves: each replaces what was known under its scope or tenant. */
export type FeedAnswer =
  | {
      readonly kind: 'changes';
      /** Up to where the changes go. */
      readonly position: FeedPosition;
      /** Oldest first. */
      readonly changes: readonly StoreEntry[];
      /** Whether there are later ones: ask again from `position`. */
      readonly more: boolean;
      /** Where the backend gives one: {@link SeenShard.stand} of `position`. With it, the next question about the shard may cost less. */
      readonly stand?: string | undefined;
    }
  /** Only a snapshot will do. `lost`: that position was never part of this state; otherwise its changes are no longer kept. */
  | { readonly kind: 'reload'; readonly position: FeedPosition; readonly lost: boolean };

/** A shard, and how far its changes were seen. */
export interface SeenShard {
  readonly shard: number;
  readonly since: FeedPosition;
  /** What the store has said with that position, for the store alone to read; absent where that is not known. */
  readonly stand?: string | undefined;
}

/** What changed in several shards, asked for at once. */
export interface FeedsAnswer {
  /** Of every shard that was asked about, in that order; an error where that one alone could not be asked. */
  readonly answers: readonly (FeedAnswer | Error)[];
  /** When the store was read, by its own clock, or its earliest one; `null` where it did not say. Milliseconds since the epoch. */
  readonly storeMs: number | null;
  /** How much older than the call the answers are, at most: 0 where the store itself was asked. */
  readonly ageMs: number;
}

/** A part of a shard's live entries. An entry may come more than once. */
export interface SnapshotPage {
  /** As it was before the first page: all pages and the changes since then are complete. The same on every page. */
  readonly position: FeedPosition;
  readonly entries: readonly SnapshotEntry[];
  /** Cursor of the next page; `null` after the last. */
  readonly next: string | null;
}

/** A backend of shared state. Every method throws if it cannot answer. A malformed answer counts as none. */
export interface StateStore
  extends Omit<StatePort, 'admit' | 'watch' | 'reach' | 'figures' | 'positionOf' | 'release'> {
  /** Each shard is a server of its own: when one fails, the others may still answer. */
  readonly shardsFailApart: boolean;
  /** Counts against all limits, or against none where one of them refuses. */
  admit(question: StoreQuestion): Promise<StoreAnswer>;
  /** Takes back what was counted then, `cost` of each. By a time that is too early, room comes back later, never too soon. */
  release(limits: readonly StoreClaim[], countedAtMs: number): Promise<void>;
  /** @param since `null`: nothing was seen yet */
  feed(shard: number, since: FeedPosition | null): Promise<FeedAnswer>;
  /**
   * What {@link StateStore.feed} says of several shards, by one call where the backend can. As new as the call, so that what was
   * acknowledged before it is in the answers. What was not acknowledged yet may be missing, though an answer of `admit` has shown it.
   * @param asked each shard once
   */
  feeds(asked: readonly SeenShard[]): Promise<FeedsAnswer>;
  /** @param cursor `null` for the first page */
  snapshot(shard: number, cursor: string | null): Promise<SnapshotPage>;
}
