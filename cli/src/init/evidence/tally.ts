/** Counts by a text, for a list that people read: the first texts are kept apart, later ones are counted together. */
export interface Tally {
  readonly add: (text: string, count?: number) => void;
  /** Most often first. */
  readonly entries: () => readonly Counted[];
  readonly total: () => number;
}

export interface Counted {
  readonly text: string;
  readonly count: number;
}

const MAX_TEXTS = 2_000;

export function createTally(): Tally {
  const counts = new Map<string, number>();
  let total = 0;
  return {
    add: (text, count = 1) => {
      total += count;
      if (counts.size < MAX_TEXTS || counts.has(text)) counts.set(text, (counts.get(text) ?? 0) + count);
    },
    entries: () => [...counts].map(([text, count]) => ({ text, count })).sort((a, b) => b.count - a.count),
    total: () => total,
  };
}
