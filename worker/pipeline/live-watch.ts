import {
  type AdmitFact,
  decisionSteps,
  type Refusal,
  type RoutedDecision,
  refuse,
  type Session,
} from '@portcullis/rules/engine';
import { errorText } from '../core/failures/index.ts';
import { createKnownAge } from '../core/time/index.ts';
import type { WatchAnswer } from '../state/port.ts';
import type { RoutedExchange } from './exchange.ts';

/** Nothing older judges a connection while shared state answers. */
const LIVE_INTERVAL_MS = 1000;
/** Connections that were judged by the same knowledge look again a little apart, rather than all at once. */
const SPREAD_MS = 100;
/** What the request was let in by may have been so much newer than a second. */
const FIRST_LOOK_MS = 100;
/** How soon to look again where the answer was no newer than what is known. */
const RETRY_MS = 500;
/** A store that takes a second to answer is asked on, but not without a pause. */
const MIN_PAUSE_MS = 20;

const NO_ANSWER = 'no answer';

/** How long a connection may go on while shared state does not answer, where its route says `closed`. */
const OUTAGE_GRACE_MS = 5000;

/** What becomes of a connection that is being watched. */
export interface LiveWatcher {
  /** The session has ended. Called once, and nothing after it. */
  readonly onEnd: (refusal: Refusal) => void;
  /** Shared state does not answer, and the connection goes on for now. Called once an outage. */
  readonly onUnchecked: (detail: string) => void;
}

/**
 * Looks again and again whether the session still holds, by the same rules that let the request pass. Runs on the timers of
 * the request itself, since one request's I/O is not another's; what is known is shared by all of an isolate.
 * @returns ends the watch
 */
export function watchSession(exchange: RoutedExchange, session: Session, watcher: LiveWatcher): () => void {
  const { config } = exchange;
  const { open } = config.meters.live;
  const connection = {};
  const expiresAtMs = session.expiresAtSeconds * 1000;
  const graceMs = graceOf(exchange);
  /** How old what the connection was judged by is, for all that it knows: 0 at first, since the request was let in. */
  const age = createKnownAge(Date.now);
  let timer: ReturnType<typeof setTimeout> | null = null;
  let failure: string | null = null;
  let isNoted = false;
  let isAsking = false;
  let stopped = false;

  function stop(): void {
    stopped = true;
    open.gone(connection);
    if (timer !== null) clearTimeout(timer);
  }

  function end(refusal: Refusal): void {
    if (stopped) return;
    stop();
    watcher.onEnd(refusal);
  }

  function scheduleLook(pauseMs: number): void {
    if (stopped) return;
    if (timer !== null) clearTimeout(timer);
    const ms = Math.max(0, Math.min(pauseMs, expiresAtMs - Date.now()));
    const ageThenMs = age.ms() + ms;
    timer = setTimeout(() => {
      // Timers never run short, whatever the wall clock does.
      age.atLeast(ageThenMs);
      look();
    }, ms);
  }

  function look(): void {
    const nowMs = Date.now();
    open.seen(connection, nowMs);
    if (nowMs >= expiresAtMs) {
      end(refuse('session_invalid', exchange.decision.route.at, { detail: 'expired while connected' }));
      return;
    }
    if (isAsking) onMiss(NO_ANSWER);
    if (stopped) return;
    isAsking = true;
    // Should there never be an answer, the time of the session and the grace still run.
    scheduleLook(LIVE_INTERVAL_MS);
    askState(exchange, session).then(onAnswer, onMiss);
  }

  function onAnswer({ ageMs, failure: cause, ...verdict }: WatchAnswer): void {
    isAsking = false;
    if (stopped) return;
    // Knowledge that a change here has put in doubt is still as old as it was.
    age.atMost(ageMs);
    const refusal = judge({ kind: 'answered', limits: [], ...verdict });
    if (refusal !== null) end(refusal);
    else if (cause !== null) onMiss(cause);
    else goOn(Math.max(MIN_PAUSE_MS, LIVE_INTERVAL_MS - ageMs - Math.random() * SPREAD_MS));
  }

  function onMiss(cause: unknown): void {
    isAsking = false;
    failure ??= typeof cause === 'string' ? cause : errorText(cause);
    goOn(RETRY_MS);
  }

  /** Looks again then, unless what is known is too old to go on by. */
  function goOn(pauseMs: number): void {
    if (stopped) return;
    scheduleLook(pauseMs);
    const ageMs = age.ms();
    if (ageMs <= LIVE_INTERVAL_MS) failure = null;
    if (ageMs <= 2 * LIVE_INTERVAL_MS) isNoted = false;
    else if (!isNoted) {
      isNoted = true;
      watcher.onUnchecked(failure ?? NO_ANSWER);
    }
    const refusal = ageMs > graceMs ? judge({ kind: 'unavailable', detail: failure ?? NO_ANSWER }) : null;
    if (refusal !== null) end(refusal);
  }

  function judge(admitted: AdmitFact): Refusal | null {
    const decision: RoutedDecision = { ...exchange.decision, admitted, observed: [] };
    try {
      return decisionSteps.admit(config.engine, decision) ?? decisionSteps.tenant(config.engine, decision);
    } catch (error) {
      return refuse('internal_error', null, { detail: errorText(error) });
    }
  }

  open.seen(connection, Date.now());
  scheduleLook(exchange.startedMs + FIRST_LOOK_MS - Date.now());
  return stop;
}

async function askState({ config, waitUntil }: RoutedExchange, session: Session): Promise<WatchAnswer> {
  const { tenant, user, id, issuedAtSeconds } = session;
  const answer = await config.state.watch({ tenant, user, session: id, issuedAtSeconds }, waitUntil);
  // What is missing from an answer is never taken as "not revoked".
  if (answer.revokedBy === undefined || answer.tenantPolicy === undefined || !isAge(answer.ageMs))
    throw new TypeError('shared state left part of the question unanswered');
  return answer;
}

/** Of an answer without one, an age would be 0 by comparison alone. */
function isAge(ageMs: unknown): boolean {
  return typeof ageMs === 'number' && ageMs >= 0;
}

/** How old the last answer may become. A route that stays open has no such bound: the rules do not refuse there. */
function graceOf({ decision }: RoutedExchange): number {
  const rule = decision.route.whenStateUnavailable;
  return rule.kind === 'stale' ? Math.max(OUTAGE_GRACE_MS, rule.seconds * 1000) : OUTAGE_GRACE_MS;
}
