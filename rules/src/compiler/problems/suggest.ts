/** The candidate that `text` was probably meant to be, or `null` where none is close. */
export function closest(text: string, candidates: Iterable<string>): string | null {
  const wanted = text.slice(0, 64).toLowerCase();
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** A fix for a name that is not among `candidates`: the closest one, or all of them while they are few. */
export function suggestFix(text: string, candidates: Iterable<string>, otherwise: string): string {
  const names = [...candidates];
  const match = closest(text, names);
  if (match !== null) return `Did you mean "${match}"?`;
  return names.length > 0 && names.length <= 24 ? `Use one of: ${names.join(', ')}.` : otherwise;
}

/** Counts insertions, deletions, replacements and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const isEqual = a[row - 1] === b[column - 1];
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const replaced = (previous[column - 1] ?? 0) + (isEqual ? 0 : 1);
      const swapped = isSwap ? (beforePrevious[column - 2] ?? 0) + 1 : replaced;
      current.push(Math.min(replaced, swapped, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
