import type { AdmitFact } from '@portcullis/rules/engine';

/** How often shared state is asked about a session that has open connections. */
export const LIVE_INTERVAL_MS = 1000;

/** Whoever asks has failed by then, or its request was cancelled: somebody else asks. */
const ASK_PATIENCE_MS = 500;
/** How soon to look again while another connection asks. */
const LOOK_AGAIN_MS = 50;
/** Nobody has looked for so long: the session has no open connection any more. */
const FORGET_MS = 10_000;

/** What shared state said of a session. */
export type LiveVerdict = Pick<Extract<AdmitFact, { readonly kind: 'answered' }>, 'revokedBy' | 'tenantPolicy'>;

interface LiveAnswer {
  /** When it was asked for: what was revoked later is not in it. */
  readonly askedAtMs: number;
  readonly verdict: LiveVerdict;
}

/** What a connection is to do now. */
type LiveStep =
  | { readonly kind: 'use'; readonly answer: LiveAnswer }
  | { readonly kind: 'ask' }
  | { readonly kind: 'wait'; readonly ms: number };

/**
 * Answers of shared state that all connections of an isolate share, so that each session is asked about once a second.
 * Holds results, never promises: those belong to one request, and may never settle for another.
 */
export interface LiveAnswers {
  /** @param usedAtMs when the newest answer that the connection has used was asked for */
  readonly next: (key: string, nowMs: number, usedAtMs: number) => LiveStep;
  /** Ends what `next` began with `ask`. @param verdict `null` where there was no answer */
  readonly settle: (key: string, askedAtMs: number, verdict: LiveVerdict | null) => void;
}

interface Entry {
  answer: LiveAnswer | null;
  askedAtMs: number;
  pending: boolean;
  seenAtMs: number;
}

export function createLiveAnswers(): LiveAnswers {
  const entries = new Map<string, Entry>();
  let sweptAtMs = 0;

  function sweep(nowMs: number): void {
    if (nowMs - sweptAtMs < FORGET_MS) return;
    sweptAtMs = nowMs;
    for (const [key, entry] of entries) if (nowMs - entry.seenAtMs > FORGET_MS) entries.delete(key);
  }

  return {
    next(key, nowMs, usedAtMs) {
      sweep(nowMs);
      const entry = entries.get(key);
      if (entry === undefined) {
        entries.set(key, { answer: null, askedAtMs: nowMs, pending: true, seenAtMs: nowMs });
        return { kind: 'ask' };
      }
      entry.seenAtMs = nowMs;
      if (entry.answer !== null && entry.answer.askedAtMs > usedAtMs) return { kind: 'use', answer: entry.answer };
      const ageMs = nowMs - entry.askedAtMs;
      if (entry.pending && ageMs < ASK_PATIENCE_MS) return { kind: 'wait', ms: LOOK_AGAIN_MS };
      if (!entry.pending && ageMs < LIVE_INTERVAL_MS) return { kind: 'wait', ms: LIVE_INTERVAL_MS - ageMs };
      entry.askedAtMs = nowMs;
      entry.pending = true;
      return { kind: 'ask' };
    },
    settle(key, askedAtMs, verdict) {
      const entry = entries.get(key);
      if (entry === undefined) return;
      // A late answer must not take the place of a newer one.
      if (entry.askedAtMs === askedAtMs) entry.pending = false;
      if (verdict === null || (entry.answer !== null && entry.answer.askedAtMs >= askedAtMs)) return;
      entry.answer = { askedAtMs, verdict };
    },
  };
}
