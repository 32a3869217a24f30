import { parseItem, Token } from 'structured-headers';
import type { Strictest } from './strictest.ts';

/**
 * The stricter of two values of a ladder.
 * @param read which step a value is; `null` where browsers ignore the value
 * @param steps as browsers compare them, letter by letter, from the strictest to the loosest
 */
function stricter(read: (value: string) => string | null, steps: readonly string[]): Strictest {
  const heightOf = (value: string): number => {
    const height = steps.indexOf(read(value) ?? '');
    return height < 0 ? steps.length : height;
  };
  return (theirs, ours) => (heightOf(theirs) < heightOf(ours) ? theirs : ours);
}

/** Of values that are one word. With a parameter or a second value, browsers ignore the header (Fetch Standard section 3.7). */
export function stricterOf(...steps: readonly string[]): Strictest {
  return stricter((value) => value, steps);
}

/**
 * Of items (RFC 9651 section 3.3). Parameters of a value, such as `report-to`, stay with it; where one is malformed,
 * browsers ignore the whole.
 */
export function stricterItemOf(...steps: readonly string[]): Strictest {
  return stricter(tokenIn, steps);
}

function tokenIn(value: string): string | null {
  try {
    const [item] = parseItem(value);
    return item instanceof Token ? item.toString() : null;
  } catch {
    return null;
  }
}
