import type { AxisBuilder, ControlAxis, EffectiveRoute, Region } from '../../analysis/diff/axis/index.ts';
import {
  ALWAYS,
  commonMoments,
  intersectMoments,
  type MomentSet,
  momentWords,
  someMoment,
  withoutMoments,
} from '../../analysis/diff/sets/index.ts';
import { enforcedOrUnstated } from './enforced.ts';
import type { Conditions } from './policy.ts';
import { CONDITION_MODULES } from './registry.ts';

/** When requests pass, by all conditions on the time together: moments are compared as sets. */
const build: AxisBuilder = (old, next) => {
  const [before, after] = [momentsAt(old), momentsAt(next)];
  const whole = (set: MomentSet | null): Region | null => (set === null ? null : regionOf(commonMoments(set, set)));
  const both = before === null || after === null ? null : regionOf(commonMoments(before, after));
  const without = (set: MomentSet | null, other: MomentSet | null): Region | null =>
    set === null || other === null ? whole(set) : regionOf(withoutMoments(set, other));
  return {
    old: whole(before),
    new: whole(after),
    both,
    opened: without(after, before),
    closed: without(before, after),
  };
};

export const timeAxis: ControlAxis = {
  dimension: 'times',
  title: 'times',
  parts: CONDITION_MODULES.flatMap(({ diff, schema }) => (diff.axis.of === 'time' ? Object.keys(schema) : [])),
  sharedCause: () => null,
  prepare: () => build,
};

function momentsAt(route: EffectiveRoute | null): MomentSet | null {
  return route === null ? null : momentsOfAll(enforcedOrUnstated(route));
}

function momentsOfAll(conditions: Conditions): MomentSet {
  return CONDITION_MODULES.flatMap(({ diff: { axis } }) =>
    axis.of === 'time' ? [axis.moments(conditions)] : [],
  ).reduce(intersectMoments, ALWAYS);
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
