import { conditionWouldPass } from '../../controls/conditions/index.ts';
import {
  type Decision,
  type Engine,
  isCrossOrigin,
  MAX_HEADER_BYTES,
  MAX_HEADERS,
  ownOrigin,
  type Reason,
  type RefusalOf,
} from '../../engine/index.ts';
import type { RouteRule } from '../../policy/index.ts';
import { eitherOf, formatBytes } from '../wording/index.ts';

/** Where a request was refused: by which rules, and what was known of it by then; `null` where it could not even be read. */
export interface Place {
  readonly engine: Engine;
  readonly decision: Decision | null;
}

/** Ends the sentence "would pass …"; `null` where nothing that is sent would help. */
export type Way<R extends Reason = Reason> = (refusal: RefusalOf<R>, place: Place) => string | null;

/** A way that every refusal of its kind shares. */
type SharedWay = (refusal: unknown, place: Place) => string | null;

/** For what a route refuses: as its rules say. Nothing to say where no route has been found. */
export function byRoute(text: (route: RouteRule, decision: Decision) => string | null): SharedWay {
  return (_refusal, { decision }) =>
    decision === null || decision.route === null ? null : text(decision.route, decision);
}

/** For what a condition refuses: as its module says. */
export function byCondition(reason: Parameters<typeof conditionWouldPass>[0]): SharedWay {
  return byRoute(({ access: { conditions } }, decision) =>
    conditions === null ? null : conditionWouldPass(reason, conditions, decision),
  );
}

export const smallerHeaders: Way<'headers_too_large'> = (refusal, place) => {
  if (refusal.at !== null)
    return byRoute(({ maxHeaderBytes }) => `with headers of at most ${formatBytes(maxHeaderBytes)}`)(refusal, place);
  return refusal.detail === 'count'
    ? `with at most ${MAX_HEADERS} headers`
    : `with headers of at most ${formatBytes(MAX_HEADER_BYTES)}`;
};

export const sessionOfRole: SharedWay = byRoute(({ access }) =>
  access.kind !== 'roles' || access.roles === 'any'
    ? 'with a session that has a declared role'
    : `with a session that has the role ${eitherOf(access.roles)}`,
);

export const sameSite: SharedWay = byRoute(({ cors }, { request }) => {
  const callers = cors === null || cors.origins === 'any' ? [] : cors.origins;
  return `from a page of ${eitherOf([ownOrigin(request), ...callers])}, or from no browser`;
});

export const permittedPage: Way<'preflight_refused'> = (refusal, place) =>
  byRoute(({ cors }, { request }) => {
    if (cors === null) return null;
    if (refusal.detail === 'header') return `asking for no header but ${eitherOf(cors.headers)}`;
    if (!isCrossOrigin(request)) return 'from a page of another origin; this one is always allowed';
    return `from a page of ${cors.origins === 'any' ? 'any origin' : eitherOf(cors.origins)}`;
  })(refusal, place);
