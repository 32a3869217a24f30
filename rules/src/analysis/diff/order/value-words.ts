const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const;
const SIZES = [
  ['GiB', 1024 ** 3],
  ['MiB', 1024 ** 2],
  ['KiB', 1024],
] as const;

/** `900` as `15m`. */
export function durationWords(seconds: number): string {
  const [unit, size] = UNITS.find(([, each]) => seconds % each === 0) ?? ['s', 1];
  return `${seconds / size}${unit}`;
}

/** `2048` as `2KiB`. */
export function sizeWords(bytes: number): string {
  const [unit, size] = SIZES.find(([, each]) => bytes > 0 && bytes % each === 0) ?? ['B', 1];
  return `${bytes / size}${unit}`;
}

/** Entries in one order, as a list. */
export function listWords(entries: readonly string[]): string {
  return entries.length === 0 ? 'none' : entries.toSorted().join(', ');
}
