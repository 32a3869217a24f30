import { axisBetween, type Regions, type ValueClass } from './axis.ts';
import type { CandidateRequest } from './candidate-request.ts';

/** A condition that lists the values that pass, such as countries. */
interface ListedValues<Demand, Value> {
  /** The values that the route lists; `null`: every value passes, an unknown one too. */
  readonly listed: (demand: Demand) => readonly Value[] | null;
  /** A value that is not among those named. */
  readonly other: (named: readonly Value[]) => Value;
  /** `null`: the platform does not know the value. */
  readonly set: (candidate: CandidateRequest, value: Value | null) => void;
}

/** An axis whose classes are each value that either route lists, the unknown value, and all others together. */
export function listAxis<Demand, Value extends string | number>(
  old: Demand | null,
  next: Demand | null,
  { listed, other, set }: ListedValues<Demand, Value>,
): Regions {
  const named = [...new Set([old, next].flatMap((demand) => (demand === null ? [] : (listed(demand) ?? []))))];
  const classOf = (word: string, value: Value | null, isNamed: boolean): ValueClass<Demand> => ({
    words: [word],
    passes: (demand) => {
      const values = listed(demand);
      return values === null || (isNamed && value !== null && values.includes(value));
    },
    apply: (candidate) => set(candidate, value),
  });
  return axisBetween(old, next, [
    ...named.toSorted(byText).map((value) => classOf(String(value), value, true)),
    classOf('unknown', null, false),
    classOf('any other', other(named), false),
  ]);
}

function byText(a: string | number, b: string | number): number {
  return String(a) < String(b) ? -1 : 1;
}
