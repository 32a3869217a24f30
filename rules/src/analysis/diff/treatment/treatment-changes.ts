import type { Side } from '../axis/index.ts';
import type { Move } from '../order/index.ts';
import { ROUTE_ORDERS, ROUTE_PARTS, type RoutePart } from './route-orders.ts';

/** One part of what happens to a request that passes both sides, where it is not the same. */
export interface TreatmentChange {
  readonly part: string;
  readonly old: string;
  readonly new: string;
  readonly move: Move;
}

/** What is sent on to the app is not answered before it. */
const PREFLIGHT: RoutePart = {
  part: 'preflight',
  words: ({ preflight }) => (preflight ? 'answered by the gateway' : 'left to the origin'),
  move: (old, next) => (old.preflight && !next.preflight ? 'loosened' : 'tightened'),
};

/** How two sides treat requests of their routes that pass, but for what the gateway as a whole does. */
export function treatmentChanges(old: Side, next: Side): readonly TreatmentChange[] {
  return partsOf(old, next).flatMap(({ part, words, move }) => {
    const [before, after] = [words(old), words(next)];
    return before === after ? [] : [{ part, old: before, new: after, move: move(old, next) }];
  });
}

function partsOf(old: Side, next: Side): readonly RoutePart[] {
  // What an origin answers to a preflight is not known.
  if (old.preflight !== next.preflight) return [PREFLIGHT];
  const { cors } = ROUTE_ORDERS;
  const hasBoth = old.route.cors !== null && next.route.cors !== null;
  // Where one side has no rule, the pages that may read are told apart as access.
  const parts = hasBoth ? ROUTE_PARTS : ROUTE_PARTS.filter((each) => each !== cors);
  return old.preflight ? parts.filter((each) => each === cors) : parts;
}
