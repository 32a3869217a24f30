import { errorText } from '../core/failures/index.ts';
import { withDeadline } from '../core/time/index.ts';
import type { StatePort, WaitUntil } from '../state/port.ts';

/** What came of asking shared state whether it answers. */
export interface Reachability {
  /** Why it does not; `null` where it does. */
  readonly problem: string | null;
  readonly roundTripMs: number;
}

/** However many ask, the store is asked no more often. */
const INTERVAL_MS = 1000;
/** Longer than any deadline of the store's own: an asker that was cut off may never be answered. */
const PATIENCE_MS = 2500;

interface Asked {
  readonly atMs: number;
  readonly outcome: Promise<Reachability>;
}

/** The last question to each state, in this isolate. */
const lastAsked = new WeakMap<Pick<StatePort, 'reach'>, Asked>();

/** Whether shared state answers, as of a second ago at most. */
export async function reachability(state: Pick<StatePort, 'reach'>, waitUntil: WaitUntil): Promise<Reachability> {
  const nowMs = Date.now();
  const last = lastAsked.get(state);
  const ageMs = last === undefined ? Number.POSITIVE_INFINITY : nowMs - last.atMs;
  const isRecent = ageMs >= 0 && ageMs < INTERVAL_MS;
  const asked = last !== undefined && isRecent ? last : { atMs: nowMs, outcome: ask(state, nowMs) };
  lastAsked.set(state, asked);
  if (asked !== last) waitUntil(asked.outcome);
  return withDeadline(asked.outcome, PATIENCE_MS).catch((error: unknown) => failed(error, nowMs));
}

async function ask(state: Pick<StatePort, 'reach'>, askedMs: number): Promise<Reachability> {
  try {
    await state.reach();
    return { problem: null, roundTripMs: Date.now() - askedMs };
  } catch (error) {
    return failed(error, askedMs);
  }
}

function failed(error: unknown, askedMs: number): Reachability {
  return { problem: errorText(error), roundTripMs: Date.now() - askedMs };
}
