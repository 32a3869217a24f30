import type { ControlAxis, EffectiveRoute } from '../../analysis/diff/axis/index.ts';
import { enforcedOrUnstated } from './enforced.ts';
import { hostsAxis } from './hosts-axis.ts';
import type { Conditions } from './policy.ts';
import { CONDITION_MODULES } from './registry.ts';
import { timeAxis } from './time-axis.ts';

/** The axes of all conditions: those of single facts, and those that several conditions may share. */
export const conditionAxes: readonly ControlAxis[] = [hostsAxis, ...CONDITION_MODULES.flatMap(ownAxis), timeAxis];

/** What a route asks for by conditions, in short. */
export function conditionsWords(conditions: Conditions): readonly string[] {
  return CONDITION_MODULES.map(({ diff }) => diff.words(conditions)).filter((words) => words !== null);
}

function ownAxis({ diff: { axis }, schema }: (typeof CONDITION_MODULES)[number]): readonly ControlAxis[] {
  if (axis.of !== 'own fact') return [];
  const { dimension, title, build } = axis;
  const demandOf = (route: EffectiveRoute | null): Conditions | null =>
    route === null ? null : enforcedOrUnstated(route);
  return [
    {
      dimension,
      title,
      parts: Object.keys(schema),
      sharedCause: () => null,
      prepare: () => (old, next) => build(demandOf(old), demandOf(next)),
    },
  ];
}
