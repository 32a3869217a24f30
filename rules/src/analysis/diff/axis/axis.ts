import type { Engine } from '../../../engine/index.ts';
import type { Control, RouteRule } from '../../../policy/index.ts';
import type { Draft } from './candidate-request.ts';
import type { Dimension } from './dimension.ts';

/** One version of the rules, and the route that decides there. */
export interface Side {
  readonly engine: Engine;
  readonly route: RouteRule;
  /** The gateway answers a preflight by this route. */
  readonly preflight: boolean;
}

/** A side as requests of one situation meet it. */
export interface View {
  readonly side: Side;
  /** The cross-site policy lets them pass. */
  readonly crosses: boolean;
  /** Their session counts for nothing. */
  readonly drops: boolean;
  /** What the page that asks may read: nothing, answers to anyone, answers to the visitor's session. */
  readonly reads: 0 | 1 | 2;
}

/** Some members of a dimension, never none. */
export interface Region {
  readonly words: readonly string[];
  /** Makes the draft a request of the region. */
  readonly apply: (draft: Draft) => void;
}

/**
 * One independent condition on both sides. A side lets pass what is in its region on every axis, so what passes on the new
 * side only is exactly what passes there and is in `opened` on some axis.
 */
export interface Axis {
  readonly dimension: Dimension;
  readonly old: Region | null;
  readonly new: Region | null;
  readonly both: Region | null;
  readonly opened: Region | null;
  readonly closed: Region | null;
}

/** Members of a dimension that no version of the rules tells apart. */
export interface Atom extends Region {
  readonly old: boolean;
  readonly new: boolean;
}

/** An axis whose members are counted one by one; likelier ones first, since witnesses are taken from the front. */
export function axisOf(dimension: Dimension, atoms: readonly Atom[]): Axis {
  return {
    dimension,
    old: regionOf(atoms.filter((atom) => atom.old)),
    new: regionOf(atoms.filter((atom) => atom.new)),
    both: regionOf(atoms.filter((atom) => atom.old && atom.new)),
    opened: regionOf(atoms.filter((atom) => atom.new && !atom.old)),
    closed: regionOf(atoms.filter((atom) => atom.old && !atom.new)),
  };
}

/** Whether the side's route only observes the control. */
export function observes({ side }: View, control: Control): boolean {
  return side.route.observe.includes(control);
}

function regionOf(atoms: readonly Atom[]): Region | null {
  const first = atoms[0];
  return first === undefined ? null : { words: atoms.flatMap((atom) => atom.words), apply: first.apply };
}
