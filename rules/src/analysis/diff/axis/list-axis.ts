import { type Axis, axisBetween, type ValueClass } from './axis.ts';
import type { CandidateRequest } from './candidate-request.ts';
import type { Dimension } from './dimension.ts';
import type { EffectiveRoute } from './effective-route.ts';

/** A condition that lists the values that pass, such as countries. */
interface ListedValues<T> {
  /** The values that the route lists; `null`: every value passes, an unknown one too. */
  readonly listed: (route: EffectiveRoute) => readonly T[] | null;
  /** A value that is not among those named. */
  readonly other: (named: readonly T[]) => T;
  /** `null`: the platform does not know the value. */
  readonly set: (candidate: CandidateRequest, value: T | null) => void;
}

/** An axis whose classes are each value that either route lists, the unknown value, and all others together. */
export function listAxis<T extends string | number>(
  dimension: Dimension,
  old: EffectiveRoute | null,
  next: EffectiveRoute | null,
  { listed, other, set }: ListedValues<T>,
): Axis {
  const named = [...new Set([old, next].flatMap((route) => (route === null ? [] : (listed(route) ?? []))))];
  const classOf = (word: string, value: T | null, isNamed: boolean): ValueClass => ({
    words: [word],
    passes: (route) => {
      const values = listed(route);
      return values === null || (isNamed && value !== null && values.includes(value));
    },
    apply: (candidate) => set(candidate, value),
  });
  return axisBetween(dimension, old, next, [
    ...named.toSorted(byText).map((value) => classOf(String(value), value, true)),
    classOf('unknown', null, false),
    classOf('any other', other(named), false),
  ]);
}

function byText(a: string | number, b: string | number): number {
  return String(a) < String(b) ? -1 : 1;
}
