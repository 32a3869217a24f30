import type { DecidingRoute } from '../../analysis/diff/axis/index.ts';
import { type ChangeDirection, listWords } from '../../analysis/diff/order/index.ts';
import type { MemberOrder } from '../member-order.ts';

export const diff: { readonly limits: MemberOrder<'limits'> } = {
  limits: { member: 'limits', part: 'limits', words: (route) => listWords(limitsOf(route)), direction },
};

/** All limits hold, so each one that goes loosens, and one in its place starts its count again. */
function direction(old: DecidingRoute, next: DecidingRoute): ChangeDirection {
  const [before, after] = [limitsOf(old), limitsOf(next)];
  if (before.some((id) => !after.includes(id))) return 'loosened';
  return after.length > before.length ? 'tightened' : 'neutral';
}

/** A limit by route counts each route id for itself. */
function limitsOf({ engine, rule }: DecidingRoute): readonly string[] {
  return rule.limits.map((id) =>
    engine.limits.get(id)?.by.includes('route') === true ? `${id} (of route ${rule.id})` : id,
  );
}
