import type { CandidateRequest } from './candidate-request.ts';
import type { Dimension } from './dimension.ts';

/** Some values of a dimension, never none. */
export interface Region {
  /** The values as the report names them, all of them. */
  readonly words: readonly string[];
  /** Gives the candidate one of the values. */
  readonly apply: (candidate: CandidateRequest) => void;
}

/**
 * One condition on a request that both routes judge independently of every other condition. A route lets pass what is in its
 * region on every axis, so what passes the new route only is exactly what passes it and is in `opened` on some axis.
 * `null` stands for the empty region.
 */
export interface Regions {
  readonly old: Region | null;
  readonly new: Region | null;
  readonly both: Region | null;
  readonly opened: Region | null;
  readonly closed: Region | null;
}

/** The regions of one dimension. */
export interface Axis extends Regions {
  readonly dimension: Dimension;
}

/** Values that a route treats alike, and whether it lets them pass, by what it demands. */
export interface ValueClass<Demand> extends Region {
  readonly passes: (demand: Demand) => boolean;
}

/** Values that neither version of the rules distinguishes, and which version lets them pass. */
export interface EquivalenceClass extends Region {
  readonly old: boolean;
  readonly new: boolean;
}

/**
 * Regions over classes of values. Likely values come first, since witnesses are taken from the front.
 * @param old what the old route demands; `null`: no route decides, so nothing passes
 * @param next the same of the new route
 */
export function axisBetween<Demand>(
  old: Demand | null,
  next: Demand | null,
  classes: readonly ValueClass<Demand>[],
): Regions {
  return axisOf(
    classes.map(({ words, apply, passes }) => ({
      words,
      apply,
      old: old !== null && passes(old),
      new: next !== null && passes(next),
    })),
  );
}

/** Regions over classes that are judged already. */
export function axisOf(classes: readonly EquivalenceClass[]): Regions {
  return {
    old: regionOf(classes.filter((each) => each.old)),
    new: regionOf(classes.filter((each) => each.new)),
    both: regionOf(classes.filter((each) => each.old && each.new)),
    opened: regionOf(classes.filter((each) => each.new && !each.old)),
    closed: regionOf(classes.filter((each) => each.old && !each.new)),
  };
}

function regionOf(classes: readonly Region[]): Region | null {
  const first = classes[0];
  return first === undefined ? null : { words: classes.flatMap(({ words }) => words), apply: first.apply };
}
