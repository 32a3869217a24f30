import type { LimitStatus, StatePosition } from '@portcullis/rules/engine';
import type { Moment } from '../../core/time/index.ts';
import type { AdmitQuestion, Verdict } from '../port.ts';
import { BOUND_MS, type CopyAge, isFresh, isRefreshDue, isWithin } from './copy-age.ts';
import { hasSeen } from './lost-state.ts';
import type { KnownPolicy } from './policies/index.ts';
import { revokerIn, type Subject, type Suspicion } from './suspicion.ts';

/** What this isolate knows of the shard in which a tenant lies. */
export interface Copy extends CopyAge {
  /** `null` where nothing is known yet. */
  readonly position: StatePosition | null;
  /** Whether a position that a session was minted at belongs to a state that is gone: no copy will ever be as new. */
  readonly isGone: (seen: StatePosition) => boolean;
  readonly suspicionOf: (subject: Subject, nowSeconds: number) => Suspicion;
  readonly policyOf: (tenant: string) => KnownPolicy;
}

/** What a request can be answered by. */
export interface Knowledge {
  /** Limits of the question that are known to refuse still; `null` where none is. */
  readonly refusing: readonly LimitStatus[] | null;
  /** Slices that this isolate has taken ahead cover all limits of the question. */
  readonly isCovered: boolean;
  /** The store must hear of the session's cookie: it is new here, or may have a successor. */
  readonly asksRenewal: boolean;
  /** `null` where the question names no tenant. */
  readonly copy: Copy | null;
  /** What has become of the question so far. `refreshed`: the copy is as new as it could be made in time. */
  readonly tried: 'nothing' | 'refreshed' | 'failed';
}

/** How a request ends without another question to the store. */
export type Outcome =
  | { readonly kind: 'refused'; readonly limits: readonly LimitStatus[] }
  | { readonly kind: 'judged'; readonly verdict: Verdict }
  | { readonly kind: 'stale'; readonly verdict: Verdict }
  | { readonly kind: 'unavailable' };

/** What to do next. A refresh goes on `behind` what is done, or begins `after` it, for the requests to come. */
export type Next =
  | { readonly do: 'answer'; readonly outcome: Outcome; readonly refresh: 'no' | 'behind' }
  /** Bring the copy up to date, and ask what to do again. */
  | { readonly do: 'refresh' }
  /** Put the question to the store. `judged`: what the copy says of the session, of which the store need not be asked. */
  | { readonly do: 'ask'; readonly judged: Verdict | null; readonly refresh: 'no' | 'behind' | 'after' };

const NOTHING_AGAINST: Verdict = { revokedBy: null, tenantPolicy: null };
const COUNTED: Next = { do: 'answer', outcome: { kind: 'judged', verdict: NOTHING_AGAINST }, refresh: 'no' };
const UNAVAILABLE: Outcome = { kind: 'unavailable' };
const REFRESH: Next = { do: 'refresh' };
const ASK: Next = { do: 'ask', judged: null, refresh: 'no' };
const ASK_THEN_REFRESH: Next = { do: 'ask', judged: null, refresh: 'after' };

/**
 * What to do for a request, by what is known now. Asked again after each step that did not answer, with its result;
 * it refreshes at most once, asks at most once, and then answers.
 */
export function next(knowledge: Knowledge, question: AdmitQuestion, now: Moment): Next {
  const { refusing, isCovered, asksRenewal, copy, tried } = knowledge;
  if (tried === 'failed')
    return {
      do: 'answer',
      outcome: withoutRenewal(knowledge, question, now) ?? withoutStore(copy, question, now),
      refresh: 'no',
    };
  // Where limits are only observed, the request goes on and the session must be judged; a record must reach the store.
  if (refusing !== null && question.limitsRefuse && question.record === null)
    return { do: 'answer', outcome: { kind: 'refused', limits: refusing }, refresh: 'no' };
  const mustCount = !isCovered || question.record !== null || asksRenewal;
  if (copy === null) return mustCount ? ASK : COUNTED;
  const { strict, seen } = question.freshness;
  if (!isNewEnough(copy, seen, now)) {
    // It may have been too late, or have begun before this request came and not have seen what this session has.
    if (tried === 'refreshed') return ASK;
    // What must be asked anyway answers for the copy too, and a copy of nothing yet may take a while.
    return strict || mustCount || copy.position === null ? ASK_THEN_REFRESH : REFRESH;
  }
  const refresh = tried === 'nothing' && isRefreshDue(copy, now.steadyMs) ? 'behind' : 'no';
  const verdict = strict ? null : judgedBy(copy, question, now);
  return verdict === null || mustCount
    ? { do: 'ask', judged: verdict, refresh }
    : { do: 'answer', outcome: { kind: 'judged', verdict }, refresh };
}

/** What to do for a connection that is open. */
export type NextForWatch =
  | { readonly do: 'answer'; readonly verdict: Verdict }
  /** Bring the copy up to date, and ask what to do again, whether or not that went well. */
  | { readonly do: 'refresh' }
  /** Ask the store about this session alone. */
  | { readonly do: 'ask' };

/**
 * A connection can wait for a refresh, and goes on by what is known, however old: who watches it judges the age. Only three
 * things put its session to the store: a copy of nothing yet, a fingerprint that fits, and a policy that is not held here.
 */
export function nextForWatch(copy: Copy, subject: Subject, isRefreshed: boolean, now: Moment): NextForWatch {
  if (!isRefreshed && !isFresh(copy, now.steadyMs)) return { do: 'refresh' };
  const verdict = judgedBy(copy, { tenant: subject.tenant, subject }, now);
  return verdict === null ? { do: 'ask' } : { do: 'answer', verdict };
}

/** Whether the copy is new enough for a session that was minted when the state stood at `seen`. */
function isNewEnough(copy: Copy, seen: StatePosition | null, { steadyMs }: Moment): boolean {
  return isFresh(copy, steadyMs) && (seen === null || hasSeen(copy.position, seen) || copy.isGone(seen));
}

/** What the copy says; `null` if only the store knows. */
function judgedBy(
  copy: Copy,
  { tenant, subject }: Pick<AdmitQuestion, 'tenant' | 'subject'>,
  { seconds }: Moment,
): Verdict | null {
  const suspicion = subject === null ? 'none' : copy.suspicionOf(subject, seconds);
  if (suspicion === 'maybe') return null;
  const revokedBy = revokerIn(suspicion);
  const tenantPolicy = tenant === null ? null : copy.policyOf(tenant);
  if (tenantPolicy === undefined) return null;
  return revokedBy === null && tenantPolicy === null ? NOTHING_AGAINST : { revokedBy, tenantPolicy };
}

/** A cookie that lives on needs no renewal: where only that had to be asked, what the copy says will do. */
function withoutRenewal(
  { asksRenewal, isCovered, copy }: Knowledge,
  question: AdmitQuestion,
  now: Moment,
): Outcome | null {
  const { freshness, record, renewal } = question;
  if (!asksRenewal || renewal?.age === 'over' || !isCovered || record !== null || copy === null) return null;
  if (freshness.strict || !isNewEnough(copy, freshness.seen, now)) return null;
  const verdict = judgedBy(copy, question, now);
  return verdict === null ? null : { kind: 'judged', verdict };
}

/** What the store's silence comes to: what was known decides, for as long as the route says. */
function withoutStore(copy: Copy | null, question: AdmitQuestion, now: Moment): Outcome {
  const { staleMs, strict } = question.freshness;
  if (copy === null || !(staleMs > 0) || strict || question.record !== null) return UNAVAILABLE;
  const verdict = isWithin(copy, BOUND_MS + staleMs, now.steadyMs) ? judgedBy(copy, question, now) : null;
  return verdict === null ? UNAVAILABLE : { kind: 'stale', verdict };
}
