import type { Strictest } from './strictest.ts';

/**
 * The stricter of two values of a ladder. Parameters of a value, such as `report-to`, stay with it.
 * @param steps as browsers compare them, letter by letter, from the strictest to the loosest
 */
export function stricterOf(...steps: readonly string[]): Strictest {
  const heightOf = (value: string): number => {
    const height = steps.indexOf((value.split(';', 1)[0] ?? '').trim());
    return height < 0 ? steps.length : height;
  };
  return (theirs, ours) => (heightOf(theirs) < heightOf(ours) ? theirs.trim() : ours);
}
