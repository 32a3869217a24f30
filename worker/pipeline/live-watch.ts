import {
  type AdmitFact,
  decisionSteps,
  openEndOf,
  type Refusal,
  type RoutedDecision,
  refuse,
  type Session,
} from '@portcullis/rules/engine';
import { errorText } from '../core/failures/index.ts';
import type { LiveConnections } from '../core/metrics/index.ts';
import { createKnownAge } from '../core/time/index.ts';
import type { WatchAnswer } from '../state/port.ts';
import type { RoutedExchange } from './exchange.ts';

/** Nothing older judges a connection while shared state answers. */
const LIVE_INTERVAL_MS = 1000;
/** Connections that were judged by the same knowledge look again a little apart, rather than all at once. */
const SPREAD_MS = 100;
/** What the request was let in by may have been so much newer than a second. */
const FIRST_LOOK_MS = 100;
/** How soon to look again if the answer was not newer than what is known. */
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
  const watch = new LiveWatch(exchange, session, watcher);
  watch.start();
  return () => watch.stop();
}

class LiveWatch {
  readonly #exchange: RoutedExchange;
  readonly #session: Session;
  readonly #watcher: LiveWatcher;
  /** Stands for the connection among those that are open. */
  readonly #connection = {};
  readonly #expiresAtMs: number;
  readonly #graceMs: number;
  /** How old what the connection was judged by is, for all that it knows: 0 at first, since the request was let in. */
  readonly #age = createKnownAge(Date.now);
  #timer: ReturnType<typeof setTimeout> | null = null;
  #failure: string | null = null;
  #isNoted = false;
  #isAsking = false;
  #stopped = false;

  constructor(exchange: RoutedExchange, session: Session, watcher: LiveWatcher) {
    this.#exchange = exchange;
    this.#session = session;
    this.#watcher = watcher;
    this.#expiresAtMs = openEndOf(session, exchange.config.engine.policy.session.renew) * 1000;
    this.#graceMs = graceOf(exchange);
  }

  start(): void {
    const nowMs = Date.now();
    this.#open.seen(this.#connection, nowMs);
    this.#scheduleLook(this.#exchange.startedMs + FIRST_LOOK_MS - nowMs);
  }

  stop(): void {
    this.#stopped = true;
    this.#open.gone(this.#connection);
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  get #open(): LiveConnections {
    return this.#exchange.config.meters.live.open;
  }

  #end(refusal: Refusal): void {
    if (this.#stopped) return;
    this.stop();
    this.#watcher.onEnd(refusal);
  }

  #scheduleLook(pauseMs: number): void {
    if (this.#stopped) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const ms = Math.max(0, Math.min(pauseMs, this.#expiresAtMs - Date.now()));
    const ageThenMs = this.#age.ms() + ms;
    this.#timer = setTimeout(() => {
      // Timers never fire early, even if the wall clock is set.
      this.#age.atLeast(ageThenMs);
      this.#look();
    }, ms);
  }

  #look(): void {
    const nowMs = Date.now();
    this.#open.seen(this.#connection, nowMs);
    if (nowMs >= this.#expiresAtMs) {
      this.#end(refuse('session_invalid', this.#exchange.decision.route.at, { detail: 'expired while connected' }));
      return;
    }
    if (this.#isAsking) this.#onMiss(NO_ANSWER);
    if (this.#stopped) return;
    this.#isAsking = true;
    // Should there never be an answer, the time of the session and the grace still run.
    this.#scheduleLook(LIVE_INTERVAL_MS);
    askState(this.#exchange, this.#session).then(
      (answer) => this.#onAnswer(answer),
      (error: unknown) => this.#onMiss(errorText(error)),
    );
  }

  #onAnswer({ ageMs, failure: cause, ...verdict }: WatchAnswer): void {
    this.#isAsking = false;
    if (this.#stopped) return;
    // Knowledge that a change here has put in doubt is still as old as it was.
    this.#age.atMost(ageMs);
    const refusal = this.#judge({ kind: 'answered', limits: [], ...verdict });
    if (refusal !== null) this.#end(refusal);
    else if (cause !== null) this.#onMiss(cause);
    else this.#goOn(Math.max(MIN_PAUSE_MS, LIVE_INTERVAL_MS - ageMs - Math.random() * SPREAD_MS));
  }

  #onMiss(cause: string): void {
    this.#isAsking = false;
    this.#failure ??= cause;
    this.#goOn(RETRY_MS);
  }

  /** Looks again then, unless what is known is too old to go on by. */
  #goOn(pauseMs: number): void {
    if (this.#stopped) return;
    this.#scheduleLook(pauseMs);
    const ageMs = this.#age.ms();
    if (ageMs <= LIVE_INTERVAL_MS) this.#failure = null;
    if (ageMs <= 2 * LIVE_INTERVAL_MS) this.#isNoted = false;
    else if (!this.#isNoted) {
      this.#isNoted = true;
      this.#watcher.onUnchecked(this.#failure ?? NO_ANSWER);
    }
    if (ageMs <= this.#graceMs) return;
    const refusal = this.#judge({ kind: 'unavailable', detail: this.#failure ?? NO_ANSWER });
    if (refusal !== null) this.#end(refusal);
  }

  #judge(admitted: AdmitFact): Refusal | null {
    const { engine } = this.#exchange.config;
    const decision: RoutedDecision = { ...this.#exchange.decision, admitted, observed: [] };
    try {
      return decisionSteps.admit(engine, decision) ?? decisionSteps.tenant(engine, decision);
    } catch (error) {
      return refuse('internal_error', null, { detail: errorText(error) });
    }
  }
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
