import { CONTROL_MODULES } from '../../../controls/index.ts';
import type { Engine } from '../../../engine/index.ts';
import { CONTROLS, type Control } from '../../../policy/index.ts';
import {
  type Axis,
  type AxisBuilder,
  type ClassTraits,
  type ControlAxis,
  DIMENSIONS,
  type Dimension,
  type EffectiveRoute,
} from '../axis/index.ts';

/** An axis, and the control that can be observed. */
interface OwnedAxis extends ControlAxis {
  readonly control: Control;
}

/** The axes of all controls, in the order of the report. */
export const CONTROL_AXES: readonly OwnedAxis[] = CONTROLS.flatMap((control) =>
  CONTROL_MODULES[control].diff.axes.map((axis) => ({ ...axis, control })),
).toSorted((a, b) => DIMENSIONS.indexOf(a.dimension) - DIMENSIONS.indexOf(b.dimension));

/** An axis that knows both versions as a whole. */
export interface PreparedAxis {
  readonly dimension: Dimension;
  readonly build: AxisBuilder;
}

export function prepareAxes(old: Engine, next: Engine): readonly PreparedAxis[] {
  return CONTROL_AXES.map(({ dimension, prepare }) => ({ dimension, build: prepare(old, next) }));
}

/** The axes that the requests of a class have. */
export function axesBetween(
  prepared: readonly PreparedAxis[],
  old: EffectiveRoute | null,
  next: EffectiveRoute | null,
  traits: ClassTraits,
): readonly Axis[] {
  return prepared.flatMap(({ dimension, build }) => {
    const regions = build(old, next, traits);
    return regions === null ? [] : [{ dimension, ...regions }];
  });
}
