import type {
  AdmitPlan,
  LimitClaim,
  LimitStatus,
  RenewalStanding,
  RevokedBy,
  StatePosition,
  TenantPolicy,
} from '@portcullis/rules/engine';
import type { RevocationScope, StateEntry } from '../core/admin/index.ts';
import type { Kept, KeptChange } from '../core/kept/index.ts';
import type { StateFigures } from '../core/metrics/index.ts';
import type { ReportedKind, RouteCounts } from '../core/reports/index.ts';

/** How new the knowledge must be by which a request is judged. */
export interface Freshness {
  /** The store itself is asked about the session. */
  readonly strict: boolean;
  /** What the isolate that minted the session had seen: an older copy must catch up first. */
  readonly seen: StatePosition | null;
  /** How much older than usual knowledge may be while the store does not answer; 0: not at all. */
  readonly staleMs: number;
}

/** What a request asks of shared state, with the record that must be kept before it is forwarded. */
export interface AdmitQuestion extends Omit<AdmitPlan, 'record' | 'strict' | 'staleSeconds'> {
  readonly freshness: Freshness;
  /** JSON of the audit record, or `null`. */
  readonly record: string | null;
  /** An operator asks: it may take as long as a write, and what readers have met does not hinder it. */
  readonly patient: boolean;
}

/** What holds of a session and its tenant. */
export interface Verdict {
  /** `null`: nothing has. */
  readonly revokedBy: RevokedBy | null;
  readonly tenantPolicy: TenantPolicy | null;
}

/** What shared state answers. */
export type AdmitAnswer =
  /** Limits that still refuse, as is known from earlier answers: the store was not asked, and nothing else was looked at. */
  | { readonly kind: 'refused'; readonly limits: readonly LimitStatus[] }
  /** Everything that was asked. */
  | {
      readonly kind: 'judged';
      /** Of every limit of the question, in its order. */
      readonly limits: readonly LimitStatus[];
      readonly verdict: Verdict;
      /**
       * When the request was counted, by the state's own clock, or its earliest one: what {@link StatePort.release} gives back.
       * `null`: the store was not asked, so there is nothing to give back.
       */
      readonly countedAtMs: number | null;
      /** `null`: the store was not asked about the cookie, since it had been before, or could not be asked. */
      readonly renewal: RenewalStanding | null;
    }
  /** The store did not answer: judged by what was known, as old as the route allows. No limit was counted. */
  | { readonly kind: 'stale'; readonly verdict: Verdict }
  /** The store did not answer, and nothing that is known may stand in for it. */
  | { readonly kind: 'unavailable'; readonly detail: string };

/** What is known of the session of an open connection. */
export interface WatchAnswer extends Verdict {
  /** Milliseconds since the store said so, at most; infinite where what it said may have changed since. */
  readonly ageMs: number;
  /** Why it is not newer; `null` if it is as new as it must be. */
  readonly failure: string | null;
}

/** Keeps work alive after the response: on Workers, `ctx.waitUntil`. */
export type WaitUntil = (work: Promise<unknown>) => void;

export type { Kept, KeptChange, ReportedKind, RevocationScope, RevokedBy, RouteCounts, StateEntry };

/** Sessions of the scope that were issued up to `notBefore` are refused. */
export interface Revocation {
  readonly scope: RevocationScope;
  /** Seconds since the epoch, fractions allowed. */
  readonly notBefore: number;
  /** After this moment no session that it concerns can still live; seconds since the epoch. */
  readonly expires: number;
  readonly reason: string;
  /** Who asked for it. */
  readonly by: string;
}

/** One tenant's policy. */
export interface TenantPolicyEntry {
  readonly tenant: string;
  readonly policy: TenantPolicy;
}

/** Part of a list. A reader that follows `next` until it is `null` sees every entry that existed throughout, at least once. */
export interface Page<T> {
  readonly entries: readonly T[];
  /** For the backend alone to read. */
  readonly next: string | null;
}

/**
 * Shared state: one call for all that a request needs, and what operators change. Every method but `admit`, which says so,
 * throws where state cannot answer.
 */
export interface StatePort {
  admit(question: AdmitQuestion, waitUntil: WaitUntil): AdmitAnswer | Promise<AdmitAnswer>;
  /**
   * What is known of a session, for a connection that is open. However many connections ask, the store is asked about once a
   * second. Where it does not answer, the answer is what was known before.
   */
  watch(subject: NonNullable<AdmitQuestion['subject']>, waitUntil: WaitUntil): Promise<WatchAnswer>;
  /** Whether the store answers now. */
  reach(): Promise<void>;
  /** How it stands in this isolate, without asking anybody. */
  figures(): StateFigures;
  /** How far the copy of a tenant's part of the state has seen; `null` where nothing yet. */
  positionOf(tenant: string): StatePosition | null;
  /** Takes back a count, where what was counted turned out not to count. */
  release(limits: readonly LimitClaim[], countedAtMs: number): Promise<void>;
  /** Kept before it resolves. Where it throws for everyone, it may hold for some tenants only; to repeat it is harmless. */
  revoke(revocation: Revocation): Promise<void>;
  /** Live revocations, newest first. @param tenant that tenant's own and everyone's; `null`: all */
  revocations(tenant: string | null): Promise<readonly Revocation[]>;
  tenantPolicy(tenant: string): Promise<TenantPolicy | null>;
  setTenantPolicy(tenant: string, policy: TenantPolicy | null): Promise<void>;
  /** Every tenant that has a policy. @param cursor `null`: the first page; a cursor that no page gave throws */
  tenantPolicies(cursor: string | null): Promise<Page<TenantPolicyEntry>>;
  /**
   * Documents by their keys, in that order; `null` where there is none.
   * @param home whose they are: a tenant, or `provider:<id>`; each has documents of its own
   * @param keys of {@link keptKey}, 64 at most
   */
  readKept(home: string, keys: readonly string[]): Promise<readonly (Kept | null)[]>;
  /**
   * Writes documents, all of them or none. `false`: a condition does not hold, nothing was written.
   * @param changes 64 at most, of 64 KiB each and 512 KiB together; more throws
   */
  writeKept(home: string, changes: readonly KeptChange[]): Promise<boolean>;
  /** Documents whose keys begin so, in the order of their keys. @param prefix of {@link keptPrefix} @param cursor as above */
  listKept(home: string, prefix: string, cursor: string | null): Promise<Page<Kept>>;
  /** All policies, live revocations and documents worth a backup. @param cursor as above */
  exportState(cursor: string | null): Promise<Page<StateEntry>>;
  /**
   * Puts entries of a backup back: policies replace what is there, of revocations the later times hold. Where it throws, some
   * may be in already; to repeat it is harmless.
   */
  importState(entries: readonly StateEntry[]): Promise<void>;
  /**
   * Adds what browsers have reported. Where it throws, some of it may be counted.
   * @param day on which it was, whole days since the epoch, UTC
   */
  countReports(day: number, counts: readonly RouteCounts[]): Promise<void>;
  /** What was reported of some routes, in their order, on this day and the 29 before; routes of which nothing was are left out. */
  reports(today: number, routes: readonly string[]): Promise<readonly RouteCounts<ReportedKind>[]>;
}
