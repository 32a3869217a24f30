import { type AxisBuilder, type EffectiveRoute, enforcedConditions, type Region } from '../axis/index.ts';
import { commonMoments, type MomentSet, momentsOf, momentWords, someMoment, withoutMoments } from '../sets/index.ts';

/** When requests pass: moments are compared as sets. */
export const timesAxis: AxisBuilder = (old, next) => {
  const [before, after] = [momentsAt(old), momentsAt(next)];
  const whole = (set: MomentSet | null): Region | null => (set === null ? null : regionOf(commonMoments(set, set)));
  const both = before === null || after === null ? null : regionOf(commonMoments(before, after));
  const without = (set: MomentSet | null, other: MomentSet | null): Region | null =>
    set === null || other === null ? whole(set) : regionOf(withoutMoments(set, other));
  return {
    dimension: 'times',
    old: whole(before),
    new: whole(after),
    both,
    opened: without(after, before),
    closed: without(before, after),
  };
};

function momentsAt(route: EffectiveRoute | null): MomentSet | null {
  return route === null ? null : momentsOf(enforcedConditions(route));
}

function regionOf(parts: readonly MomentSet[]): Region | null {
  const moment = parts[0] === undefined ? null : someMoment(parts[0]);
  if (moment === null) return null;
  return {
    words: parts.map(momentWords),
    apply: (candidate) => {
      candidate.nowSeconds = moment;
    },
  };
}
