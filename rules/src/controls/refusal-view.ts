import type { Decision, Engine, Reason, RefusalOf } from '../engine/index.ts';
import type { RouteRule } from '../policy/index.ts';

/** What people read about a refusal for the reason. */
export interface RefusalView<R extends Reason> {
  /** What it says of the request, as a clause. */
  readonly text: string;
  /** Ends the sentence "would pass …"; `null` where nothing that is sent would help. */
  readonly passes: string | null | Way<R>;
}

/** Where a request was refused: by which rules, and what was known of it by then; `null` where it could not even be read. */
export interface Place {
  readonly engine: Engine;
  readonly decision: Decision | null;
}

/** Ends the sentence "would pass …"; `null` where nothing that is sent would help. */
export type Way<R extends Reason = Reason> = (refusal: RefusalOf<R>, place: Place) => string | null;

/** For what a route refuses: as its rules say. Nothing to say where no route has been found. */
export function byRoute(
  text: (route: RouteRule, decision: Decision) => string | null,
): (refusal: unknown, place: Place) => string | null {
  return (_refusal, { decision }) =>
    decision === null || decision.route === null ? null : text(decision.route, decision);
}
