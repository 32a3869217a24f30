import { type Cause, type DecidingRoute, type Dimension, routeCause } from '../axis/index.ts';
import { CONTROL_AXES } from '../request-classes/index.ts';

/** Where a difference between two routes comes from: from a part of theirs, or from what all routes share. */
export function causeOf(dimension: Dimension, old: DecidingRoute, next: DecidingRoute): Cause {
  // The pages that may read answers have no axis: requests from them pass both routes.
  if (dimension === 'pages') return routeCause(old.rule, next.rule, ['cors']);
  const axis = CONTROL_AXES.find((each) => each.dimension === dimension);
  if (axis === undefined) return routeCause(old.rule, next.rule, []);
  const [before, after] = [old, next].map(({ rule }) => rule.observe.includes(axis.control));
  if (before !== after) return routeCause(old.rule, next.rule, ['mode']);
  return axis.sharedCause(old, next) ?? routeCause(old.rule, next.rule, axis.parts);
}
