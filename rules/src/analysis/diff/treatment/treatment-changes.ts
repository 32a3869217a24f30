import { takesOwnSessions } from '../../../engine/index.ts';
import { type MemberOrder, settingOrders } from '../../../settings/index.ts';
import type { DecidingRoute } from '../axis/index.ts';
import type { ChangeDirection } from '../order/index.ts';
import { ROUTE_PARTS } from './route-orders.ts';

/** One part of what happens to a request that passes both routes, where they differ. */
export interface PartChange {
  readonly part: string;
  readonly old: string;
  readonly new: string;
  readonly direction: ChangeDirection;
}

type RoutePart = Omit<MemberOrder, 'member'>;

/** What is sent on to the app is not answered before it. */
const PREFLIGHT: RoutePart = {
  part: 'preflight',
  words: ({ preflight }) => (preflight ? 'answered by the gateway' : 'left to the origin'),
  direction: (old, next) => (old.preflight && !next.preflight ? 'loosened' : 'tightened'),
};

/** A session that the app of a host has started counts on routes for that host alone, and on none for every host. */
const OWN_SESSIONS: RoutePart = {
  part: 'host',
  words: ({ rule: { hosts } }) =>
    hosts === null
      ? 'no sessions that an app starts for its own host'
      : 'sessions that an app starts for its own host too',
  direction: (old) => (old.rule.hosts === null ? 'loosened' : 'tightened'),
};

/** How two routes treat the requests that pass both, apart from what the gateway as a whole does. */
export function partChanges(old: DecidingRoute, next: DecidingRoute): readonly PartChange[] {
  return partsOf(old, next).flatMap(({ part, words, direction }) => {
    const [before, after] = [words(old), words(next)];
    return before === after ? [] : [{ part, old: before, new: after, direction: direction(old, next) }];
  });
}

function partsOf(old: DecidingRoute, next: DecidingRoute): readonly RoutePart[] {
  // What an origin answers to a preflight is not known.
  if (old.preflight !== next.preflight) return [PREFLIGHT];
  const { cors } = settingOrders;
  const hasBoth = old.rule.cors !== null && next.rule.cors !== null;
  // Where one route has no rule, the pages that may read count as access.
  const parts = hasBoth ? ROUTE_PARTS : ROUTE_PARTS.filter((each) => each !== cors);
  return old.preflight
    ? parts.filter((each) => each === cors)
    : [...(bearsOnOwnSessions(old, next) ? [OWN_SESSIONS] : []), ...parts];
}

/** Sessions that no app starts any more, or none has started yet, are of no interest. */
function bearsOnOwnSessions(old: DecidingRoute, next: DecidingRoute): boolean {
  return [old, next].every(({ engine: { policy } }) => [old, next].some(({ rule }) => takesOwnSessions(rule, policy)));
}
