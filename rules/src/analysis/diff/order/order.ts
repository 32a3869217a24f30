/**
 * What a change of a value does to requests that pass before and after. `loosened`: they are checked, bounded, kept or
 * protected less. `tightened`: only more. `neutral`: neither.
 */
export type ChangeDirection = 'loosened' | 'tightened' | 'neutral';

/** Compares two values. Equal ones are neutral; values of which neither is the tighter one are loosened. */
export type Order<T> = (old: T, next: T) => ChangeDirection;

/** One key of a rule: how it reads, and which values are looser. */
export interface KeyOrder<T> {
  readonly words: (value: T) => string;
  readonly order: Order<T>;
}

/** Every key of a rule; `null` for names and places, which do not count as a difference. */
export type KeyOrders<T> = { readonly [K in keyof T]-?: KeyOrder<T[K]> | null };

/** The one direction of several: a change that loosens anything loosens. */
export function joinDirections(directions: readonly ChangeDirection[]): ChangeDirection {
  if (directions.includes('loosened')) return 'loosened';
  return directions.includes('tightened') ? 'tightened' : 'neutral';
}

/** Any other value is another thing, not more or less of it. */
export const otherIsLooser: Order<unknown> = (old, next) =>
  JSON.stringify(old) === JSON.stringify(next) ? 'neutral' : 'loosened';

/** Nothing hangs on it while the gateway is in force. */
export const neverMatters: Order<unknown> = () => 'neutral';

export const greaterIsLooser: Order<number> = (old, next) =>
  next === old ? 'neutral' : next > old ? 'loosened' : 'tightened';

/** Each entry of the list lets more through. */
export const moreIsLooser: Order<readonly unknown[]> = (old, next) => {
  const grown = next.some((entry) => !old.includes(entry));
  return grown ? 'loosened' : old.some((entry) => !next.includes(entry)) ? 'tightened' : 'neutral';
};

/** Values from the tightest to the loosest. One that is not among them is looser than all. */
export function ladder<T>(...steps: readonly T[]): Order<T> {
  const heightOf = (value: T): number => (steps.includes(value) ? steps.indexOf(value) : steps.length);
  return (old, next) => {
    if (old === next) return 'neutral';
    return heightOf(next) < heightOf(old) ? 'tightened' : 'loosened';
  };
}

/** Compares by a part, or by a number that stands for the whole. */
export function by<T, Part>(part: (value: T) => Part, order: Order<Part>): Order<T> {
  return (old, next) => order(part(old), part(next));
}

/** The words of a rule, but for its names and places. */
export function wordsOf<T extends object>(keys: KeyOrders<T>, value: T): string {
  return keysOf(keys)
    .flatMap((key) => keys[key]?.words(value[key]) ?? [])
    .filter((words) => words !== '')
    .join('; ');
}

/** The order of a rule: of all its keys together. */
export function orderOf<T extends object>(keys: KeyOrders<T>): Order<T> {
  return (old, next) => joinDirections(keysOf(keys).map((key) => keys[key]?.order(old[key], next[key]) ?? 'neutral'));
}

function keysOf<T extends object>(keys: KeyOrders<T>): readonly (keyof T)[] {
  return Object.keys(keys) as (keyof T)[];
}
