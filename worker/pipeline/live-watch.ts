import {
  type AdmitFact,
  type Decision,
  decisionSteps,
  type Refusal,
  refuse,
  type Session,
} from '@portcullis/rules/engine';
import { LIVE_INTERVAL_MS, type LiveVerdict } from '../core/live-answers.ts';
import type { Exchange } from './exchange.ts';

/** How long a connection may go on while shared state does not answer, where its route says `closed`. */
export const OUTAGE_GRACE_MS = 5000;

/** What becomes of a connection that is being watched. */
export interface LiveWatcher {
  /** The session has ended. Called once, and nothing after it. */
  readonly onEnd: (refusal: Refusal) => void;
  /** Shared state does not answer, and the connection goes on for now. Called once an outage. */
  readonly onUnchecked: (detail: string) => void;
}

/**
 * Asks again and again whether the session still holds, by the same rules that let the request pass.
 * Runs on the timers of the request itself, since one request's I/O is not another's.
 * @returns ends the watch
 */
export function watchSession(exchange: Exchange, session: Session, watcher: LiveWatcher): () => void {
  const { config, gateway } = exchange;
  const { open } = config.meters.live;
  const connection = {};
  const key = JSON.stringify([session.tenant, session.user, session.id, session.issuedAtSeconds]);
  const expiresAtMs = session.expiresAtSeconds * 1000;
  let usedAtMs = exchange.startedMs;
  let heardAtMs = Date.now();
  let failure: string | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let stopped = false;

  function stop(): void {
    stopped = true;
    open.gone(connection);
    clearTimer();
  }

  function clearTimer(): void {
    if (timer !== null) clearTimeout(timer);
  }

  function lookIn(ms: number): void {
    if (stopped) return;
    timer = setTimeout(look, Math.max(0, Math.min(ms, expiresAtMs - Date.now())));
  }

  function end(refusal: Refusal): void {
    if (stopped) return;
    stop();
    watcher.onEnd(refusal);
  }

  function look(): void {
    const nowMs = Date.now();
    open.seen(connection, nowMs);
    if (nowMs >= expiresAtMs) {
      end(refuse('session_invalid', exchange.decision.route?.at, { detail: 'expired while connected' }));
      return;
    }
    const step = gateway.live.next(key, nowMs, usedAtMs);
    if (step.kind === 'use') {
      usedAtMs = step.answer.askedAtMs;
      heardAtMs = usedAtMs;
      failure = null;
      goOn(judge({ kind: 'answered', limits: [], ...step.answer.verdict }), usedAtMs + LIVE_INTERVAL_MS - Date.now());
    } else {
      // Another connection of the session may be the one that asks, and hears nothing.
      if (nowMs - heardAtMs > 2 * LIVE_INTERVAL_MS) noteUnchecked('no answer');
      const isOverdue = nowMs - heardAtMs > patienceMs(exchange);
      const refusal = isOverdue ? judge({ kind: 'unavailable', detail: failure ?? 'no answer' }) : null;
      // Should there never be an answer, the time of the session still runs, and others may ask.
      goOn(refusal, step.kind === 'wait' ? step.ms : LIVE_INTERVAL_MS);
      if (step.kind === 'ask') void ask(nowMs).then(lookNow);
    }
  }

  function goOn(refusal: Refusal | null, nextMs: number): void {
    if (refusal === null) lookIn(nextMs);
    else end(refusal);
  }

  function lookNow(): void {
    if (stopped) return;
    clearTimer();
    look();
  }

  async function ask(askedAtMs: number): Promise<void> {
    try {
      gateway.live.settle(key, askedAtMs, await askState(exchange, session));
    } catch (error) {
      gateway.live.settle(key, askedAtMs, null);
      noteUnchecked(error instanceof Error ? `${error.name}: ${error.message}` : 'unknown');
    }
  }

  function noteUnchecked(detail: string): void {
    if (failure === null && !stopped) watcher.onUnchecked(detail);
    failure ??= detail;
  }

  function judge(admitted: AdmitFact): Refusal | null {
    const decision: Decision = { ...exchange.decision, admitted, observed: [] };
    return decisionSteps.admit(config.engine, decision) ?? decisionSteps.tenant(config.engine, decision);
  }

  open.seen(connection, Date.now());
  lookIn(usedAtMs + LIVE_INTERVAL_MS - Date.now());
  return stop;
}

async function askState({ config, waitUntil }: Exchange, session: Session): Promise<LiveVerdict> {
  const { tenant, user, id, issuedAtSeconds } = session;
  const subject = { tenant, user, session: id, issuedAtSeconds };
  const freshness = { strict: true, seen: null, staleMs: 0 };
  const question = { tenant, subject, limits: [], limitsRefuse: true, record: null, freshness };
  const { revokedBy, tenantPolicy } = await config.state.admit(question, waitUntil);
  // What is missing from an answer is never taken as "not revoked".
  if (revokedBy === undefined || tenantPolicy === undefined)
    throw new TypeError('shared state left part of the question unanswered');
  return { revokedBy, tenantPolicy };
}

/** How old the last answer may become. A route that stays open has no such bound: the rules do not refuse there. */
function patienceMs({ decision }: Exchange): number {
  const rule = decision.route?.whenStateUnavailable;
  return rule?.kind === 'stale' ? Math.max(OUTAGE_GRACE_MS, rule.seconds * 1000) : OUTAGE_GRACE_MS;
}
